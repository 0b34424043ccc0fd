import Diagnostics

/// A member of an `ar` archive, as a `.deb` is one (deb(5); the common format: a header of 60 bytes, content, padding).
struct ArchiveMember {
    /// The size of a member's header in bytes.
    static let headerSize = 60
    /// What an archive begins with.
    static let magic = Array("!<arch>\n".utf8)

    /// `data.tar.xz`, without the slash that some writers end it with.
    let name: String
    /// Where the content is, in bytes from the beginning of the archive.
    let content: Range<Int64>

    /// Where the next member's header is: members begin at even offsets.
    var end: Int64 { content.upperBound + content.upperBound % 2 }

    /// - Parameters:
    ///   - header: the 60 bytes of the header.
    ///   - offset: where the content begins.
    /// - Returns: nil for bytes that are no header.
    init?(header: [UInt8], at offset: Int64) {
        guard header.count == ArchiveMember.headerSize, header[58] == 0x60, header[59] == 0x0A,
            let size = Int64(ArchiveMember.text(header[48..<58])), size >= 0
        else { return nil }
        let name = ArchiveMember.text(header[0..<16])
        self.name = name.hasSuffix("/") ? String(name.dropLast()) : name
        content = offset..<offset + size
    }

    private static func text(_ field: ArraySlice<UInt8>) -> String {
        let end = field.lastIndex { $0 != UInt8(ascii: " ") }.map { $0 + 1 } ?? field.startIndex
        return String(decoding: field[field.startIndex..<end], as: UTF8.self)
    }
}
