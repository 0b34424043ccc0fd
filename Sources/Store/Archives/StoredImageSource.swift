package import Diagnostics
package import ImageModel
import Layers
import SystemPackage

/// An image of the store as a manifest and blobs, its layers compressed and ready to be read any number of times.
package struct StoredImageSource: ManifestSource {
    /// The image's manifest, whose descriptor says its platform.
    package let manifest: ManifestBlob
    private let contents: [Digest: BlobContent]

    /// How many layers are compressed at the same time; each uses all processors as well as it can.
    private static let parallelism = 2

    /// Makes the blobs of an image: those that it does not keep, in files of the process's own that are gone when this
    /// value is. An image that came from elsewhere leaves as it came, unless something else is asked for.
    ///
    /// - Parameter mediaTypes: whose names they get; blobs that are kept as they are get the fitting one.
    /// - Throws: `corrupt` if a layer is not what the config says; `store`; `diskFull`.
    package static func prepare(
        _ image: StoredImage, of store: ImageStore, compression: LayerCompression = .gzip,
        mediaTypes: MediaTypeFamily = .oci, annotations: [String: String]? = nil
    ) async throws(BuildError) -> StoredImageSource {
        if !compression.force, mediaTypes == .oci, annotations == nil, let kept = try kept(image, of: store) {
            return kept
        }
        let maker = LayerBlobMaker(store: store, compression: compression, mediaTypes: mediaTypes)
        let chain = try store.snapshots.chain(of: image.snapshot).reversed()
        var unique = [Digest: (record: LayerRecord, snapshot: Snapshot)]()
        for (snapshot, record) in zip(chain, image.layers) { unique[record.diffID] = (record, snapshot) }
        let blobs = try await concurrentMap(Array(unique.values), limit: parallelism) { layer throws(BuildError) in
            try await blockingThread { () throws(BuildError) in try maker.blob(of: layer.record, layer.snapshot) }
        }
        let layers = Dictionary(uniqueKeysWithValues: zip(unique.keys, blobs))
        return try StoredImageSource(
            image, layers: image.layers.compactMap { layers[$0.diffID] }, mediaTypes, annotations: annotations)
    }

    /// An image that leaves as it came, its manifest and so its digest included; nil for one that was made here, or whose
    /// blobs are not all there any more.
    private static func kept(_ image: StoredImage, of store: ImageStore) throws(BuildError) -> StoredImageSource? {
        guard var manifest = try store.manifests.manifest(of: image.id) else { return nil }
        var contents = [image.id: BlobContent.bytes(image.configBytes)]
        for layer in try manifest.image().layers {
            guard try store.blobs.size(of: layer.digest) == layer.size else { return nil }
            let file = OpenFile(taking: try store.blobs.open(layer.digest))
            contents[layer.digest] = .file(FileSection(file: file, offset: 0, size: layer.size))
        }
        manifest = ManifestBlob(
            descriptor: Descriptor(
                mediaType: manifest.descriptor.mediaType, digest: manifest.descriptor.digest,
                size: manifest.descriptor.size, platform: image.config.platform), bytes: manifest.bytes)
        return StoredImageSource(manifest: manifest, contents: contents)
    }

    private init(manifest: ManifestBlob, contents: [Digest: BlobContent]) {
        self.manifest = manifest
        self.contents = contents
    }

    private init(
        _ image: StoredImage, layers: [LayerBlob], _ mediaTypes: MediaTypeFamily, annotations: [String: String]?
    ) throws(BuildError) {
        let config = Descriptor(
            mediaType: mediaTypes.config, digest: image.id, size: Int64(image.configBytes.count))
        var document = ImageManifest(config: config, layers: layers.map(\.descriptor), annotations: annotations)
        document.mediaType = mediaTypes.manifest
        let bytes = try CanonicalJSON.encode(document)
        let descriptor = Descriptor(
            mediaType: mediaTypes.manifest, digest: Digest(of: bytes), size: Int64(bytes.count),
            platform: image.config.platform)
        manifest = ManifestBlob(descriptor: descriptor, bytes: bytes)
        var contents = [image.id: BlobContent.bytes(image.configBytes)]
        for layer in layers { contents[layer.descriptor.digest] = .file(layer.file) }
        self.contents = contents
    }

    /// Only the manifest itself: a stored image's names are the store's, not its own.
    package func manifest(_ name: ManifestName) async throws(BuildError) -> ManifestBlob? {
        name == .digest(manifest.descriptor.digest) ? manifest : nil
    }

    package func read(
        _ blob: Descriptor, _ take: (UnsafeRawBufferPointer) throws(BuildError) -> Void
    ) async throws(BuildError) {
        guard let content = contents[blob.digest] else {
            throw BuildError(.internalError, "blob \(blob.digest) is not part of the image")
        }
        try await content.read(as: blob, take)
    }
}

extension StoredImageSource {
    /// The layers as files, so that they are sent without a copy.
    package func file(of blob: Descriptor) throws(BuildError) -> BlobFile? {
        guard case .file(let section)? = contents[blob.digest] else { return nil }
        return try section.blobFile()
    }
}

/// A layer as it leaves the store.
private struct LayerBlob: Sendable {
    let descriptor: Descriptor
    let file: FileSection
}

/// Finds or makes the blobs of layers.
private struct LayerBlobMaker: Sendable {
    let store: ImageStore
    let compression: LayerCompression
    let mediaTypes: MediaTypeFamily

    func blob(of record: LayerRecord, _ snapshot: Snapshot) throws(BuildError) -> LayerBlob {
        if let blob = record.blob, compression.keeps(blob) { return try kept(blob) }
        return try compressed(record, snapshot)
    }

    private func kept(_ blob: Descriptor) throws(BuildError) -> LayerBlob {
        let file = OpenFile(taking: try store.blobs.open(blob.digest))
        let format = CompressionFormat(blob.mediaType)
        return LayerBlob(
            descriptor: Descriptor(
                mediaType: format.map(mediaTypes.layer) ?? blob.mediaType, digest: blob.digest, size: blob.size),
            file: FileSection(file: file, offset: 0, size: blob.size))
    }

    private func compressed(_ record: LayerRecord, _ snapshot: Snapshot) throws(BuildError) -> LayerBlob {
        let file = try TemporaryFile.makeUnnamed(in: FilePath(store.workDirectory))
        let output = HashingSink(FileSink(file.descriptor))
        try LayerTars(store: store).write(
            record, of: snapshot, to: try compression.format.compressing(into: output, level: compression.level))
        if compression.format == .gzip, compression.level == nil {
            try store.images.recordCompressedSize(output.count, of: record.diffID)
        }
        return LayerBlob(
            descriptor: Descriptor(
                mediaType: mediaTypes.layer(compression.format), digest: output.digest, size: output.count),
            file: FileSection(file: file, offset: 0, size: output.count))
    }
}
