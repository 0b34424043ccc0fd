package import ImageModel

/// What one image is made of.
package struct ImageReport: Hashable, Sendable {
    /// The name it was asked for by.
    package let reference: String
    package let id: Digest
    /// Lowest first.
    package let layers: [LayerReport]
    /// What is there once the layers are merged, directories not counted.
    package let files: Int
    /// Installed Debian packages.
    package let packages: Int
    package let surface: AttackSurface

    /// - Parameter layers: lowest first.
    package init(reference: String, id: Digest, layers: [LayerTree], packages: PackageDatabase) {
        self.reference = reference
        self.id = id
        self.layers = layers.map(LayerReport.init)
        self.packages = packages.count
        let merged = LayerTree.merged(layers)
        files = merged.count { $0.isFile }
        surface = AttackSurface(merged)
    }

    /// The bytes of all layers' files, hidden ones included, as `docker images` counts them.
    package var size: Int64 { layers.reduce(0) { $0 + $1.size } }

    /// The bytes of all layers' blobs.
    package var compressedSize: Int64 { layers.reduce(0) { $0 + $1.compressedSize } }
}

/// What one layer brings.
package struct LayerReport: Hashable, Sendable, Encodable {
    package let diffID: Digest
    package let createdBy: String?
    /// The bytes of its files.
    package let size: Int64
    /// The bytes of its blob.
    package let compressedSize: Int64
    /// How many files it has, directories and whiteouts not counted.
    package let files: Int

    package init(_ layer: LayerTree) {
        diffID = layer.diffID
        createdBy = layer.createdBy
        size = layer.entries.reduce(0) { $0 + $1.size }
        compressedSize = layer.compressedSize
        files = layer.entries.count { $0.isFile }
    }
}
