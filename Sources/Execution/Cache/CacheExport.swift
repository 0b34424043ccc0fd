package import Diagnostics
package import ImageModel
package import Store

/// A cache for other machines: the results of a build's steps as a manifest, a document and blobs.
package struct CacheExport: ManifestSource {
    package let manifest: ManifestBlob
    private let document: [UInt8]
    private let config: Descriptor
    private let layers: LayerBlobs
    /// Which blobs are elsewhere.
    private let imported: [Digest: any ManifestSource]

    /// Makes the manifest; layers are compressed now if their digests are not known yet.
    ///
    /// - Parameters:
    ///   - mounts: cache mounts whose files are left too.
    ///   - warn: is told of those that can't be.
    /// - Returns: nil if there is nothing to leave.
    /// - Throws: `corrupt` if a layer is not what its record says; `store`; `diskFull`.
    package static func prepare(
        _ results: [CachedResult], mounts: [SharedCacheMount] = [], of store: ImageStore, compression: LayerCompression,
        warn: (SharedCacheMount, BuildError) -> Void = { _, _ in }
    ) async throws -> CacheExport? {
        let records = try CacheRecords(results, of: store)
        let stored = records.layers.compactMap { if case .stored(let layer) = $0 { layer } else { nil } }
        var blobs = try await LayerBlobs.prepare(stored, of: store, compression: compression)
        var layers = [MountLayer]()
        for mount in mounts {
            do throws(BuildError) {
                if let layer = try await mount.layer(of: store, compression, &blobs) { layers.append(layer) }
            } catch {
                warn(mount, error)
            }
            try Task.checkCancellation()
        }
        if records.layers.isEmpty, layers.isEmpty { return nil }
        return try CacheExport(records, layers, blobs)
    }

    private init(_ records: CacheRecords, _ mounts: [MountLayer], _ blobs: LayerBlobs) throws(BuildError) {
        document = try CanonicalJSON.encode(records.document(mounts.map(\.mount)))
        config = Descriptor(
            mediaType: CacheDocument.mediaType, digest: Digest(of: document), size: Int64(document.count))
        layers = blobs
        var descriptors = [Descriptor]()
        var imported = [Digest: any ManifestSource]()
        for layer in records.layers {
            switch layer {
            case .stored(let layer):
                guard let descriptor = blobs.descriptor(of: layer.record.diffID) else {
                    throw BuildError(.internalError, "layer \(layer.record.diffID) was not made a blob")
                }
                descriptors.append(descriptor)
            case .imported(let blob, let source):
                descriptors.append(blob)
                imported[blob.digest] = source
            }
        }
        for mount in mounts {
            descriptors.append(mount.blob)
            if let source = mount.source { imported[mount.blob.digest] = source }
        }
        self.imported = imported
        var manifest = ImageManifest(config: config, layers: descriptors)
        manifest.mediaType = .ociManifest
        let bytes = try CanonicalJSON.encode(manifest)
        self.manifest = ManifestBlob(
            descriptor: Descriptor(mediaType: .ociManifest, digest: Digest(of: bytes), size: Int64(bytes.count)),
            bytes: bytes)
    }

    package func manifest(_ name: ManifestName) async throws(BuildError) -> ManifestBlob? {
        name == .digest(manifest.descriptor.digest) ? manifest : nil
    }

    package func read(
        _ blob: Descriptor, _ take: (UnsafeRawBufferPointer) throws(BuildError) -> Void
    ) async throws(BuildError) {
        if blob.digest == config.digest {
            try document.withUnsafeBufferPointer { bytes throws(BuildError) in try take(UnsafeRawBufferPointer(bytes)) }
        } else if let source = imported[blob.digest] {
            try await source.read(blob, take)
        } else {
            try await layers.read(blob, take)
        }
    }

    package func file(of blob: Descriptor) async throws(BuildError) -> BlobFile? {
        if blob.digest == config.digest { return nil }
        if let source = imported[blob.digest] { return try await source.file(of: blob) }
        return try await layers.file(of: blob)
    }
}
