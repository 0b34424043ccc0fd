package import Diagnostics
package import ImageModel

/// An image whose layers are snapshots of the store.
package struct StoredImage: Hashable, Sendable {
    /// The digest of its config.
    package let id: Digest
    package let config: ImageConfig
    /// The config as it stands in its blob.
    package let configBytes: [UInt8]
    /// Its topmost layer; nil for an image without layers.
    package let snapshot: Snapshot?
    /// Its layers, lowest first.
    package let layers: [LayerRecord]

    /// - Parameters:
    ///   - id: the digest of `configBytes`.
    ///   - configBytes: what `config` was read from.
    package init(
        id: Digest, config: ImageConfig, configBytes: [UInt8], snapshot: Snapshot?, layers: [LayerRecord]
    ) {
        self.id = id
        self.config = config
        self.configBytes = configBytes
        self.snapshot = snapshot
        self.layers = layers
    }

    /// An image that was made here, whose config is written as canonical JSON.
    package init(config: ImageConfig, snapshot: Snapshot?, layers: [LayerRecord]) throws(BuildError) {
        let bytes = try CanonicalJSON.encode(config)
        self.init(id: Digest(of: bytes), config: config, configBytes: bytes, snapshot: snapshot, layers: layers)
    }

    /// The bytes of its files, as `docker images` counts them.
    package var size: Int64 { layers.reduce(0) { $0 + $1.fileBytes } }
}
