/// Points at a blob: its media type, digest and size in bytes (OCI image specification, "Content Descriptors").
package struct Descriptor: Hashable, Sendable, Codable {
    package var mediaType: MediaType
    package var digest: Digest
    package var size: Int64
    package var platform: Platform?
    package var annotations: [String: String]?
    /// Other places that have the blob.
    package var urls: [String]?
    /// What an artifact is, in the entries of a list of referrers.
    package var artifactType: String?

    package init(
        mediaType: MediaType, digest: Digest, size: Int64, platform: Platform? = nil,
        annotations: [String: String]? = nil
    ) {
        self.mediaType = mediaType
        self.digest = digest
        self.size = size
        self.platform = platform
        self.annotations = annotations
    }
}
