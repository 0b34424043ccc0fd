package import Diagnostics

/// Reads a tar archive: ustar, pax, GNU and V7 (POSIX.1-2017, pax; GNU tar manual, "Basic Tar Format").
package final class TarReader {
    private let source: BufferedSource
    /// What global headers say, the bytes they took, and those with what extends the next entry.
    private var globals = PaxAttributes()
    private var globalSize: Int64 = 0
    private var extensionSize: Int64 = 0
    /// What is still unread of the current entry's content, and the padding after it.
    private var remaining: Int64 = 0
    private var padding = 0
    /// Names the entry that is being read.
    private var lastName = "the first entry"

    /// Which parts of the current entry's file its content is; nil for all of it.
    private(set) var sparseMap: SparseMap?
    private let allowsSparse: Bool

    /// - Parameters:
    ///   - source: the archive, uncompressed.
    ///   - allowsSparse: whether it may hold files without their holes, for readers that know `sparseMap`.
    package init(_ source: any ByteSource, allowsSparse: Bool = false) {
        self.source = BufferedSource(source)
        self.allowsSparse = allowsSparse
    }

    /// Where the unread content of the current entry begins, in bytes from the beginning of the archive.
    package var contentOffset: Int64 { source.position }

    /// The next entry; what is unread of the one before is skipped. Nil at the end of the archive.
    ///
    /// - Throws: `corrupt`, with the entry's name, for an archive that is cut short, damaged, or of a form that is not
    ///   supported; what the source throws.
    package func next() throws(BuildError) -> TarEntry? {
        try skipContent()
        var attributes = globals
        extensionSize = globalSize
        while let header = try readHeader() {
            switch header.type {
            case UInt8(ascii: "x"): try attributes.merge(records: readExtension(header), of: lastName)
            case UInt8(ascii: "g"):
                try globals.merge(records: readExtension(header), of: lastName)
                globalSize = extensionSize
                attributes = globals
            case UInt8(ascii: "L"): attributes.gnuPath = try readLongName(header)
            case UInt8(ascii: "K"): attributes.gnuLinkPath = try readLongName(header)
            case UInt8(ascii: "V"): continue
            default: return try begin(header, attributes)
            }
        }
        guard extensionSize == globalSize else { throw corrupt("archive ends after an extended header") }
        return nil
    }

    /// Passes the unread content of the current entry on, in parts that lie in the reader's own buffer.
    ///
    /// - Throws: `corrupt` if the archive ends before; what `body` and the source throw.
    package func readContent(
        _ body: (UnsafeRawBufferPointer) throws(BuildError) -> Void
    ) throws(BuildError) {
        while remaining > 0 {
            guard try source.fill(1) else { throw corrupt("archive ends in its content") }
            let part = source.available.prefix(Int(clamping: remaining))
            try body(UnsafeRawBufferPointer(rebasing: part))
            source.consume(part.count)
            remaining -= Int64(part.count)
        }
    }

    /// Reads what follows the archive's end, so that all of the source has been read.
    package func drain() throws(BuildError) {
        while try source.fill(1) { source.consume(source.available.count) }
    }

    private func begin(_ header: TarHeaderDecoder, _ attributes: PaxAttributes) throws(BuildError) -> TarEntry {
        var entry = try header.entry(attributes, allowsSparse: allowsSparse)
        lastName = "'\(entry.name)'"
        remaining = entry.size
        padding = TarHeader.padding(after: entry.size)
        sparseMap = entry.kind == .file ? try readSparseMap(header, attributes.sparse) : nil
        entry.size = remaining
        return entry
    }

    /// What is still unread of the current entry's content, in bytes.
    var unread: Int64 { remaining }

    /// The next byte of the current entry's content.
    func readContentByte() throws(BuildError) -> UInt8 {
        guard remaining > 0, try source.fill(1) else { throw corrupt("archive ends in its content") }
        let byte = source.available[0]
        source.consume(1)
        remaining -= 1
        return byte
    }

    /// A block between a header and its content.
    func readBlock() throws(BuildError) -> TarHeaderDecoder {
        guard try source.fill(TarHeader.blockSize) else { throw corrupt("archive ends in its header") }
        let block = TarHeaderDecoder(
            continuation: UnsafeRawBufferPointer(rebasing: source.available.prefix(TarHeader.blockSize)))
        source.consume(TarHeader.blockSize)
        return block
    }

    private func skipContent() throws(BuildError) {
        guard try source.skip(remaining) else { throw corrupt("archive ends in its content") }
        remaining = 0
        guard try source.fill(padding) else { throw corrupt("archive ends in its padding") }
        source.consume(padding)
        padding = 0
    }

    /// The next header block; nil for a block of zeros, and where the source ends.
    private func readHeader() throws(BuildError) -> TarHeaderDecoder? {
        guard try source.fill(TarHeader.blockSize) else {
            if source.available.isEmpty { return nil }
            throw corrupt("archive ends in the header after it")
        }
        let block = UnsafeRawBufferPointer(rebasing: source.available.prefix(TarHeader.blockSize))
        if block.allSatisfy({ $0 == 0 }) { return try readEnd() }
        guard let header = TarHeaderDecoder(block) else {
            throw corrupt("the header after it has a wrong checksum")
        }
        source.consume(TarHeader.blockSize)
        return header
    }

    /// The end of an archive is two blocks of zeros; some writers leave out one, or both.
    private func readEnd() throws(BuildError) -> TarHeaderDecoder? {
        _ = try source.fill(2 * TarHeader.blockSize)
        guard source.available.prefix(2 * TarHeader.blockSize).allSatisfy({ $0 == 0 }) else {
            throw corrupt("after it comes a single block of zeros")
        }
        return nil
    }

    /// The content of a header that extends the next one.
    private func readExtension(_ header: TarHeaderDecoder) throws(BuildError) -> [UInt8] {
        let size = try header.size
        guard size <= TarHeader.maximumExtensionSize - extensionSize else {
            throw corrupt("the extended headers after it have more than \(TarHeader.maximumExtensionSize) bytes")
        }
        extensionSize += size
        remaining = size
        padding = TarHeader.padding(after: size)
        var content = [UInt8]()
        try readContent { content.append(contentsOf: $0) }
        try skipContent()
        return content
    }

    private func readLongName(_ header: TarHeaderDecoder) throws(BuildError) -> [UInt8] {
        Array(try readExtension(header).prefix { $0 != 0 })
    }

    func corrupt(_ why: String) -> BuildError {
        BuildError(.corrupt, "tar archive can't be read at \(lastName): \(why)")
    }
}
