/// Asks for a base image.
package struct ImageRequest: Hashable, Sendable {
    package let reference: ImageReference
    package let platform: Platform
    /// Whether what is already here must be renewed (`--pull`).
    package let renew: Bool

    package init(reference: ImageReference, platform: Platform, renew: Bool = false) {
        self.reference = reference
        self.platform = platform
        self.renew = renew
    }
}

/// A base image as some source has it.
package struct ResolvedImage: Hashable, Sendable {
    /// The digest of the config: the image ID, equal wherever the image came from.
    package let id: Digest
    package let config: ImageConfig
    /// Lowest first.
    package let layers: [LayerInfo]
    /// Who served it, for progress: `local store`, `composed from Debian 13 (trixie)`.
    package let origin: String
    /// When it was made or last renewed, RFC 3339.
    package let date: String?

    package init(id: Digest, config: ImageConfig, layers: [LayerInfo], origin: String, date: String?) {
        self.id = id
        self.config = config
        self.layers = layers
        self.origin = origin
        self.date = date
    }
}

/// Where base images come from: the local store, a composer, an OCI layout, a registry.
package protocol ImageSource: Sendable {
    /// Finds an image.
    ///
    /// - Parameter report: takes lines about what is going on while a source takes its time.
    /// - Returns: nil if this source does not have it, so that the next one is asked.
    /// - Throws: a `BuildError` where the source should have it but can't give it.
    func resolve(_ request: ImageRequest, report: @Sendable (String) -> Void) async throws -> ResolvedImage?

    /// Brings the blob of one layer of an image that this source resolved into `blobs`.
    ///
    /// - Throws: `corrupt` if what arrives does not have the descriptor's digest and size.
    func fetch(_ layer: LayerInfo, into blobs: any BlobStore) async throws
}
