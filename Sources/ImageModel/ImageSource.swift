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
    /// What the store must have to keep the image as it is elsewhere; nil for one that it has.
    package let documents: ImageDocuments?

    package init(
        id: Digest, config: ImageConfig, layers: [LayerInfo], origin: String, date: String?,
        documents: ImageDocuments? = nil
    ) {
        self.id = id
        self.documents = documents
        self.config = config
        self.layers = layers
        self.origin = origin
        self.date = date
    }
}

/// The documents of an image, byte for byte as they were found.
package struct ImageDocuments: Hashable, Sendable {
    /// The config; its digest is the image ID.
    package let config: [UInt8]
    /// The manifest of this image.
    package let manifest: ManifestBlob
    /// The digest that the image was found under: that of the manifest, or of the index that lists it.
    package let digest: Digest
    /// The name that a registry has it under; nil for one from elsewhere.
    package let reference: ImageReference?

    package init(config: [UInt8], manifest: ManifestBlob, digest: Digest, reference: ImageReference?) {
        self.reference = reference
        self.config = config
        self.manifest = manifest
        self.digest = digest
    }
}

/// Where base images come from: the local store, a composer, an OCI layout, a registry.
package protocol ImageSource: Sendable {
    /// Finds an image.
    ///
    /// - Parameter report: takes lines about what is going on while a source takes its time.
    /// - Returns: nil if this source does not have it, so that the next one is asked.
    /// - Throws: a `BuildError` where the source should have it but can't give it.
    func resolve(_ request: ImageRequest, report: @escaping @Sendable (String) -> Void) async throws -> ResolvedImage?

    /// Brings the blob of one layer of an image that this source resolved into `blobs`.
    ///
    /// - Parameter progress: is told how many bytes are here so far.
    /// - Throws: `corrupt` if what arrives does not have the descriptor's digest and size.
    func fetch(
        _ layer: LayerInfo, into blobs: any BlobStore, progress: @escaping @Sendable (Int64) -> Void
    ) async throws
}
