package import ImageModel

/// One layer as reports see it.
package struct LayerTree: Sendable {
    package let diffID: Digest
    /// The instruction that made it, as the image's history has it.
    package let createdBy: String?
    /// The size of the layer's blob in bytes as the default compressor makes it.
    package let compressedSize: Int64
    /// In the order of the tar.
    package let entries: [FileEntry]
    /// Where symbolic links point, and what hard links are other names of, in raw bytes.
    package let linkTargets: [PathTable.ID: [UInt8]]

    package init(
        diffID: Digest, createdBy: String?, compressedSize: Int64, entries: [FileEntry],
        linkTargets: [PathTable.ID: [UInt8]] = [:]
    ) {
        self.diffID = diffID
        self.createdBy = createdBy
        self.compressedSize = compressedSize
        self.entries = entries
        self.linkTargets = linkTargets
    }

    /// The bytes of its files.
    package var size: Int64 { entries.reduce(0) { $0 + $1.size } }
}
