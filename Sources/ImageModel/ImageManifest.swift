/// The manifest of one image (OCI image specification, "Image Manifest"; docker's schema 2 has the same form).
package struct ImageManifest: Hashable, Sendable, Codable {
    package var schemaVersion = 2
    package var mediaType: MediaType?
    package var config: Descriptor
    package var layers: [Descriptor]
    package var annotations: [String: String]?

    package init(config: Descriptor, layers: [Descriptor], annotations: [String: String]? = nil) {
        mediaType = .ociManifest
        self.config = config
        self.layers = layers
        self.annotations = annotations
    }
}

/// A list of manifests, one a platform (OCI image specification, "Image Index"; docker's manifest list has the same form).
package struct ImageIndex: Hashable, Sendable, Codable {
    package var schemaVersion = 2
    package var mediaType: MediaType?
    package var manifests: [Descriptor]
    package var annotations: [String: String]?

    package init(manifests: [Descriptor], annotations: [String: String]? = nil) {
        mediaType = .ociIndex
        self.manifests = manifests
        self.annotations = annotations
    }
}
