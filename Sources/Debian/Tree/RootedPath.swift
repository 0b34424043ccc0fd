import Diagnostics

/// A path below the root of an image, its bytes without a slash at the beginning or the end; the root itself is empty.
/// It never has empty parts, `.` or `..`.
struct RootedPath: Hashable, Sendable, Comparable, CustomStringConvertible {
    let bytes: [UInt8]

    /// The root.
    static let root = RootedPath(unchecked: [])

    private init(unchecked bytes: [UInt8]) { self.bytes = bytes }

    /// Cuts a path as tars have them: `./usr/bin/env`.
    ///
    /// - Throws: `corrupt` for a path with `..` or a zero byte, and for one that is longer than Linux has them.
    init(_ path: some Collection<UInt8>) throws(BuildError) {
        var bytes = [UInt8]()
        bytes.reserveCapacity(path.count)
        for part in path.split(separator: UInt8(ascii: "/")) where !part.elementsEqual(".".utf8) {
            guard !part.elementsEqual("..".utf8), !part.contains(0) else {
                throw BuildError(.corrupt, "the path '\(String(decoding: path, as: UTF8.self))' leads outside the root")
            }
            guard part.count <= 255 else { throw RootedPath.tooLong(path) }
            if !bytes.isEmpty { bytes.append(UInt8(ascii: "/")) }
            bytes.append(contentsOf: part)
        }
        guard bytes.count <= 4096 else { throw RootedPath.tooLong(path) }
        self.bytes = bytes
    }

    /// A path as people write them: `/usr/bin/env`.
    init(_ path: String) throws(BuildError) { try self.init(path.utf8) }

    /// The names on the way.
    var components: [ArraySlice<UInt8>] { bytes.split(separator: UInt8(ascii: "/")) }

    /// The directory; nil for the root.
    var parent: RootedPath? {
        guard !bytes.isEmpty else { return nil }
        let slash = bytes.lastIndex(of: UInt8(ascii: "/")) ?? 0
        return RootedPath(unchecked: Array(bytes[..<slash]))
    }

    /// The last name; empty for the root.
    var name: ArraySlice<UInt8> {
        bytes.lastIndex(of: UInt8(ascii: "/")).map { bytes[($0 + 1)...] } ?? bytes[...]
    }

    /// A path below this one.
    ///
    /// - Parameter name: one name, not empty, `.` or `..`, without slashes.
    func appending(_ name: some Sequence<UInt8>) -> RootedPath {
        RootedPath(unchecked: bytes.isEmpty ? Array(name) : bytes + [UInt8(ascii: "/")] + name)
    }

    /// The path without a slash at its beginning; invalid UTF-8 becomes U+FFFD.
    var description: String { String(decoding: bytes, as: UTF8.self) }

    static func < (left: RootedPath, right: RootedPath) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }

    private static func tooLong(_ path: some Collection<UInt8>) -> BuildError {
        BuildError(.corrupt, "the path '\(String(decoding: path.prefix(100), as: UTF8.self))…' is too long")
    }
}
