package import Diagnostics
package import SystemPackage

/// Unpacks an archive of the user's, a tar in any compression that is known, as ADD does.
///
/// The directory that it is unpacked into stands for `/` of the archive: links are followed inside it and nothing reaches
/// out. Directories are merged; anything else replaces what has its name. Names that mean something in a layer mean
/// nothing here.
package struct ArchiveUnpacker: Sendable {
    private let owner: FileOwner?
    private let maximumSize: Int64

    /// - Parameters:
    ///   - owner: whom all files belong to then; nil for those that the archive names.
    ///   - maximumSize: the most bytes that the uncompressed tar may have.
    package init(owner: FileOwner? = nil, maximumSize: Int64 = 256 << 30) {
        self.owner = owner
        self.maximumSize = maximumSize
    }

    /// Whether a stream begins as an archive does that has at least one entry.
    package static func isArchive(_ source: any ByteSource) -> Bool {
        do throws(BuildError) {
            return try TarReader(try decompressingArchive(source), allowsSparse: true).next() != nil
        } catch {
            return false
        }
    }

    /// Unpacks an archive into a directory, which must be there.
    ///
    /// - Throws: `corrupt` for a damaged, hostile or too large archive, after which some of it is there; `diskFull`;
    ///   `store` for a failed system call.
    package func unpack(
        _ source: any ByteSource, into path: FilePath, of root: RootedDirectory
    ) throws(BuildError) {
        let directory = try root.open(path, options: .directory)
        let reader = TarReader(
            LimitedSource(try decompressingArchive(source), limit: maximumSize), allowsSparse: true)
        let tree = try LayerTree(archiveIn: directory)
        var count = 0
        var holes: Int64 = 0
        while var entry = try reader.next() {
            count += 1
            guard count <= ArchiveUnpacker.maximumEntries else {
                throw BuildError(.corrupt, "archive can't be unpacked: it has too many entries")
            }
            // A layer has the zeros that stand in the holes.
            holes += reader.sparseMap.map { $0.size - entry.size } ?? 0
            guard holes <= maximumSize else {
                throw BuildError(.corrupt, "archive can't be unpacked: it is too large")
            }
            entry.path = Self.cleaned(entry.path)
            // The directory itself stays as it is.
            if entry.kind == .directory, entry.path.isEmpty { continue }
            if let owner { entry.owner = owner }
            try tree.add(entry, content: reader)
        }
        try tree.finish()
    }

    /// The path as written without `.` and `..`, which stops at the root.
    private static func cleaned(_ path: [UInt8]) -> [UInt8] {
        var names = [ArraySlice<UInt8>]()
        for name in path.split(separator: UInt8(ascii: "/")) where !name.elementsEqual(".".utf8) {
            if name.elementsEqual("..".utf8) { _ = names.popLast() } else { names.append(name) }
        }
        return Array(names.joined(separator: [UInt8(ascii: "/")]))
    }

    private static let maximumEntries = 10_000_000
}

/// Bounds the bytes that are read through it.
private final class LimitedSource: ByteSource {
    private let source: any ByteSource
    private var rest: Int64

    init(_ source: any ByteSource, limit: Int64) {
        self.source = source
        rest = limit
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(BuildError) -> Int {
        let count = try source.read(into: buffer)
        guard count <= rest else { throw BuildError(.corrupt, "archive can't be unpacked: it is too large") }
        rest -= Int64(count)
        return count
    }
}
