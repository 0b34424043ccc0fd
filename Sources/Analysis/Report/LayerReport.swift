package import ImageModel

/// What one layer brings.
package struct LayerReport: Hashable, Sendable {
    package let diffID: Digest
    package let createdBy: String?
    /// The bytes of its files.
    package let size: Int64
    /// The bytes of its blob.
    package let compressedSize: Int64
    /// How many files it has, directories and whiteouts not counted.
    package let files: Int
    package let changes: ChangeSummary

    /// The reports of all layers, lowest first.
    static func all(of image: ImageTree) -> [LayerReport] {
        var view = FileView(image)
        return image.layers.indices.map { index in
            view.apply(index, of: image)
            return LayerReport(image.layers[index], view.changes)
        }
    }

    private init(_ layer: LayerTree, _ changes: ChangeSummary) {
        diffID = layer.diffID
        createdBy = layer.createdBy
        size = layer.size
        compressedSize = layer.compressedSize
        files = layer.entries.count { $0.isFile }
        self.changes = changes
    }
}

extension LayerReport: Encodable {
    private enum CodingKeys: String, CodingKey {
        case diffID, createdBy, size, compressedSize, files
        case added, addedBytes, changed, changedBytes, removed, removedBytes
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(diffID, forKey: .diffID)
        try container.encode(createdBy, forKey: .createdBy)
        try container.encode(size, forKey: .size)
        try container.encode(compressedSize, forKey: .compressedSize)
        try container.encode(files, forKey: .files)
        try container.encode(changes.added.files, forKey: .added)
        try container.encode(changes.added.bytes, forKey: .addedBytes)
        try container.encode(changes.changed.files, forKey: .changed)
        try container.encode(changes.changed.bytes, forKey: .changedBytes)
        try container.encode(changes.removed.files, forKey: .removed)
        try container.encode(changes.removed.bytes, forKey: .removedBytes)
    }
}
