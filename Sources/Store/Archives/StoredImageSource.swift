package import Diagnostics
package import ImageModel
import Layers

/// An image of the store as a manifest and blobs, its layers compressed and ready to be read any number of times.
package struct StoredImageSource: ManifestSource {
    /// The image's manifest, whose descriptor says its platform.
    package let manifest: ManifestBlob
    private let image: StoredImage
    private let layers: LayerBlobs

    /// Makes the blobs of an image. One that came from elsewhere leaves as it came, unless something else is asked for.
    ///
    /// - Parameters:
    ///   - mediaTypes: whose names they get; blobs that are kept as they are get the fitting one.
    ///   - early: takes blobs while they are compressed.
    /// - Throws: `corrupt` if a layer is not what the config says; `store`; `diskFull`.
    package static func prepare(
        _ image: StoredImage, of store: ImageStore, compression: LayerCompression = .gzip,
        mediaTypes: MediaTypeFamily = .oci, annotations: [String: String]? = nil, early: (any EarlyBlobSink)? = nil
    ) async throws(BuildError) -> StoredImageSource {
        if !compression.force, mediaTypes == .oci, annotations == nil, let kept = try kept(image, of: store) {
            return kept
        }
        let chain = try store.snapshots.chain(of: image.snapshot).reversed()
        let layers = try await LayerBlobs.prepare(
            zip(chain, image.layers).map { StoredLayer(snapshot: $0, record: $1) }, of: store,
            compression: compression, mediaTypes: mediaTypes, early: early)
        return try StoredImageSource(image, layers, mediaTypes, annotations: annotations)
    }

    /// An image that leaves as it came, its manifest and so its digest included; nil for one that was made here, or whose
    /// blobs are not all there any more.
    private static func kept(_ image: StoredImage, of store: ImageStore) throws(BuildError) -> StoredImageSource? {
        guard var manifest = try store.manifests.manifest(of: image.id) else { return nil }
        guard let layers = try LayerBlobs(kept: try manifest.image().layers, of: store) else { return nil }
        manifest = ManifestBlob(
            descriptor: Descriptor(
                mediaType: manifest.descriptor.mediaType, digest: manifest.descriptor.digest,
                size: manifest.descriptor.size, platform: image.config.platform), bytes: manifest.bytes)
        return StoredImageSource(manifest: manifest, image: image, layers: layers)
    }

    private init(manifest: ManifestBlob, image: StoredImage, layers: LayerBlobs) {
        self.manifest = manifest
        self.image = image
        self.layers = layers
    }

    private init(
        _ image: StoredImage, _ layers: LayerBlobs, _ mediaTypes: MediaTypeFamily, annotations: [String: String]?
    ) throws(BuildError) {
        let config = Descriptor(
            mediaType: mediaTypes.config, digest: image.id, size: Int64(image.configBytes.count))
        let descriptors = image.layers.compactMap { layers.descriptor(of: $0.diffID) }
        var document = ImageManifest(config: config, layers: descriptors, annotations: annotations)
        document.mediaType = mediaTypes.manifest
        let bytes = try CanonicalJSON.encode(document)
        let descriptor = Descriptor(
            mediaType: mediaTypes.manifest, digest: Digest(of: bytes), size: Int64(bytes.count),
            platform: image.config.platform)
        self.init(manifest: ManifestBlob(descriptor: descriptor, bytes: bytes), image: image, layers: layers)
    }

    /// Whether it is where a blob is read.
    func has(_ blob: Descriptor) -> Bool { blob.digest == image.id || layers.has(blob) }

    /// The same, its manifest's entry in indexes with annotations.
    func annotated(_ annotations: [String: String]?) -> StoredImageSource {
        guard let annotations else { return self }
        var descriptor = manifest.descriptor
        descriptor.annotations = annotations
        return StoredImageSource(
            manifest: ManifestBlob(descriptor: descriptor, bytes: manifest.bytes), image: image, layers: layers)
    }

    /// Only the manifest itself: a stored image's names are the store's, not its own.
    package func manifest(_ name: ManifestName) async throws(BuildError) -> ManifestBlob? {
        name == .digest(manifest.descriptor.digest) ? manifest : nil
    }

    package func read(
        _ blob: Descriptor, _ take: (UnsafeRawBufferPointer) throws(BuildError) -> Void
    ) async throws(BuildError) {
        if blob.digest == image.id {
            try await BlobContent.bytes(image.configBytes).read(as: blob, take)
        } else {
            try await layers.read(blob, take)
        }
    }

    /// The layers as files, so that they are sent without a copy.
    package func file(of blob: Descriptor) async throws(BuildError) -> BlobFile? {
        blob.digest == image.id ? nil : try await layers.file(of: blob)
    }
}
