import Diagnostics
import ImageModel

/// Images of the store, one for each platform, as an index with all that it lists.
struct StoredIndexSource: ManifestSource {
    let index: ManifestBlob
    private let images: [StoredImageSource]

    /// - Parameter annotations: the index's own.
    init(
        of images: [StoredImageSource], _ mediaTypes: MediaTypeFamily, annotations: [String: String]?
    ) throws(BuildError) {
        var document = ImageIndex(manifests: images.map(\.manifest.descriptor), annotations: annotations)
        document.mediaType = mediaTypes.index
        let bytes = try CanonicalJSON.encode(document)
        let descriptor = Descriptor(
            mediaType: mediaTypes.index, digest: Digest(of: bytes), size: Int64(bytes.count))
        index = ManifestBlob(descriptor: descriptor, bytes: bytes)
        self.images = images
    }

    func manifest(_ name: ManifestName) async throws(BuildError) -> ManifestBlob? {
        if name == .digest(index.descriptor.digest) { return index }
        return images.first { name == .digest($0.manifest.descriptor.digest) }?.manifest
    }

    func read(
        _ blob: Descriptor, _ take: (UnsafeRawBufferPointer) throws(BuildError) -> Void
    ) async throws(BuildError) {
        try await source(of: blob).read(blob, take)
    }

    func file(of blob: Descriptor) async throws(BuildError) -> BlobFile? {
        try await source(of: blob).file(of: blob)
    }

    private func source(of blob: Descriptor) throws(BuildError) -> StoredImageSource {
        guard let image = images.first(where: { $0.has(blob) }) else {
            throw BuildError(.internalError, "blob \(blob.digest) is of none of the images")
        }
        return image
    }
}
