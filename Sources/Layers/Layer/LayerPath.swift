import Diagnostics

/// A path in a tar, as the names to walk through from the root of the tree.
struct LayerPath {
    private(set) var names: [FileName] = []
    let isAbsolute: Bool

    /// Cuts a path at its slashes and drops what means nothing; `..` stays, to be resolved on the way.
    ///
    /// - Throws: `corrupt` for a path or a name longer than Linux has them.
    init(_ bytes: [UInt8]) throws(BuildError) {
        isAbsolute = bytes.first == UInt8(ascii: "/")
        for part in bytes.split(separator: UInt8(ascii: "/")) where !part.elementsEqual(".".utf8) {
            guard part.count <= 255 else { throw LayerPath.tooLong(bytes) }
            names.append(FileName(part))
        }
        guard bytes.count <= 4096 else { throw LayerPath.tooLong(bytes) }
    }

    private static func tooLong(_ bytes: [UInt8]) -> BuildError {
        let start = String(decoding: bytes.prefix(100), as: UTF8.self)
        return BuildError(.corrupt, "layer can't be unpacked: the path '\(start)…' is too long")
    }

    /// The directory's names and the last one; nil for the root.
    var split: (directory: [FileName], name: FileName)? {
        names.last.map { (names.dropLast(), $0) }
    }
}

extension FileName {
    /// The parent directory.
    var isParent: Bool { bytes.elementsEqual("..".utf8) }
}
