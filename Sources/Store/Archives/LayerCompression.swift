package import Diagnostics
import ImageModel
package import Layers

/// How the layers of an image are compressed where it leaves the store.
package struct LayerCompression: Hashable, Sendable {
    package let format: CompressionFormat
    /// From fast to small; nil for what the format does best.
    package let level: Int?
    /// Whether layers that came compressed in another way are compressed again. Otherwise they stay as they came, so
    /// that registries that have them already need not take them. Those that came uncompressed are compressed.
    package let force: Bool

    /// - Throws: `usage` for a level that the format does not have.
    package init(format: CompressionFormat, level: Int? = nil, force: Bool = false) throws(BuildError) {
        if let level, !format.levels.contains(level) {
            let range = "\(format.levels.lowerBound) to \(format.levels.upperBound)"
            throw BuildError(.usage, "layers can't be compressed at level \(level): expected \(range)")
        }
        self.init(format, level: level, force: force)
    }

    private init(_ format: CompressionFormat, level: Int?, force: Bool) {
        self.format = format
        self.level = level
        self.force = force
    }

    /// What registries and OCI archives get.
    package static let gzip = LayerCompression(.gzip, level: nil, force: false)

    /// What archives in docker's form get.
    package static let uncompressed = LayerCompression(.none, level: nil, force: true)

    /// Whether a layer that came as this blob leaves as it is.
    func keeps(_ blob: Descriptor) -> Bool {
        guard let found = CompressionFormat(blob.mediaType) else { return true }
        if found == format, level == nil { return true }
        return !force && found != .none
    }
}

/// Whose names the manifest of an image and what it points at have.
package enum MediaTypeFamily: Hashable, Sendable {
    /// OCI image specification, "Media Types".
    case oci
    /// Docker image manifest version 2, schema 2.
    case docker

    var manifest: MediaType { self == .oci ? .ociManifest : .dockerManifest }
    var index: MediaType { self == .oci ? .ociIndex : .dockerManifestList }
    var config: MediaType { self == .oci ? .ociConfig : .dockerConfig }

    func layer(_ format: CompressionFormat) -> MediaType {
        switch (self, format) {
        case (.oci, .none): .ociLayer
        case (.oci, .gzip): .ociLayerGzip
        case (.oci, .zstd): .ociLayerZstd
        case (.docker, .none): .dockerLayer
        case (.docker, .gzip): .dockerLayerGzip
        case (.docker, .zstd): .dockerLayerZstd
        }
    }
}

extension MediaType {
    fileprivate static let dockerLayer = MediaType(rawValue: "application/vnd.docker.image.rootfs.diff.tar")
    fileprivate static let dockerLayerZstd = MediaType(rawValue: "application/vnd.docker.image.rootfs.diff.tar.zstd")
}

extension CompressionFormat {
    /// How a layer of that type is compressed; nil for types that are not known here, foreign layers among them.
    init?(_ layer: MediaType) {
        switch layer {
        case .ociLayer, .dockerLayer: self = .none
        case .ociLayerGzip, .dockerLayerGzip: self = .gzip
        case .ociLayerZstd, .dockerLayerZstd: self = .zstd
        default: return nil
        }
    }
}
