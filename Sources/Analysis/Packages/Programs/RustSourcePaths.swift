/// The crates whose source files data names, as `…/registry/src/INDEX/NAME-VERSION/src/lib.rs` (Cargo's home directory)
/// or `/usr/share/cargo/registry/NAME-VERSION/src/lib.rs` (Debian's packages).
struct RustSourcePaths {
    struct Crate: Hashable {
        let name: String
        let version: String
    }

    private(set) var crates: Set<Crate> = []

    /// More crates than this in one program are not believed.
    private static let limit = 10_000
    private static let marker: StaticString = "/registry/"

    /// - Parameter bytes: how many may still be looked at around places that begin like such a path; what is comes off it.
    init(_ data: UnsafeRawBufferPointer, reading bytes: inout Int) {
        var position = 0
        while crates.count < RustSourcePaths.limit, bytes > 0,
            let found = data.firstIndex(of: RustSourcePaths.marker, from: position)
        {
            position = found + RustSourcePaths.marker.utf8CodeUnitCount
            let path = data[position...].prefix(384)
            bytes -= path.count
            let parts = path.split(separator: UInt8(ascii: "/"), maxSplits: 3, omittingEmptySubsequences: false)
            guard parts.count > 1 else { continue }
            let isHome = parts[0].elementsEqual("src".utf8)
            // What is not followed by a slash may be cut off.
            guard parts.count > (isHome ? 3 : 1), let crate = Crate(isHome ? parts[2] : parts[0]) else { continue }
            crates.insert(crate)
        }
    }
}

extension RustSourcePaths.Crate {
    /// - Parameter directory: `NAME-VERSION`; the version begins at the first hyphen that three numbers follow.
    init?(_ directory: UnsafeRawBufferPointer.SubSequence) {
        let text = Array(directory)
        guard text.count <= 128, text.allSatisfy(Self.isAllowed) else { return nil }
        for hyphen in text.indices where text[hyphen] == UInt8(ascii: "-") && hyphen > 0 {
            let version = text[(hyphen + 1)...]
            let numbers = version.prefix { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "+") }
                .split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            guard numbers.count == 3, numbers.allSatisfy({ !$0.isEmpty && $0.allSatisfy(Self.isDigit) }) else {
                continue
            }
            self.init(
                name: String(decoding: text[..<hyphen], as: UTF8.self),
                version: String(decoding: version, as: UTF8.self))
            return
        }
        return nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || "-_.+".utf8.contains(byte)
    }
}
