import Diagnostics
package import ImageModel
package import Store

/// Brings images from elsewhere into the store: their layers become snapshots, their documents stay as they are.
package struct ImageImport: Sendable {
    private let store: ImageStore

    package init(store: ImageStore) {
        self.store = store
    }

    /// Keeps an image with all its layers and its documents.
    ///
    /// - Parameters:
    ///   - names: point at it from now on.
    ///   - joinsIndex: whether names that stand for other images of the same index go on to do so.
    ///   - fetch: brings the blob of a layer into the store that it is given.
    /// - Throws: `corrupt` for a layer that is not what the config says; what `fetch` throws.
    package func keep(
        _ image: ResolvedImage, names: [ImageReference], joinsIndex: Bool = false,
        fetch: @escaping @Sendable (LayerInfo, any BlobStore) async throws -> Void
    ) async throws -> StoredImage {
        guard let documents = image.documents else { return try store.images.image(image.id) }
        let snapshot = try await LayerImport(store: store).snapshot(of: image.layers, fetch: fetch)
        let layers = try store.images.layers(image.config.diffIDs)
        let stored = StoredImage(
            id: image.id, config: image.config, configBytes: documents.config, snapshot: snapshot, layers: layers)
        try store.images.keep(stored, names: joinsIndex ? [] : names)
        try store.manifests.keep(documents.manifest, of: stored.id)
        if let reference = documents.reference {
            try store.manifests.record(documents.digest, in: reference, of: stored.id)
        }
        if joinsIndex { try store.images.tag(stored.id, besides: try siblings(documents), as: names) }
        return stored
    }

    /// Keeps the image of a manifest, or those of an index.
    ///
    /// - Parameters:
    ///   - source: has the manifest, and all that belongs to it.
    ///   - platform: the one that is wanted of an index; nil for all.
    ///   - isPartial: whether an index may list images that the source does not have, which are left out then.
    ///   - names: point at what was kept from now on.
    /// - Throws: `imageNotFound` if there is none for the platform; `corrupt`; what the source throws.
    package func keep(
        _ manifest: ManifestBlob, from source: any ManifestSource, for platform: Platform?, isPartial: Bool = false,
        origin: String, names: [ImageReference]
    ) async throws -> [StoredImage] {
        var images = [StoredImage]()
        for platform in try await platforms(platform, of: manifest, isPartial ? source : nil) {
            let image = try await source.resolved(manifest, for: platform, origin: origin)
            images.append(
                try await keep(image, names: []) { layer, blobs in
                    if let blob = layer.blob { try await source.fetch(blob, into: blobs) }
                })
        }
        try store.images.tag(images.map(\.id), as: names)
        return images
    }

    /// - Parameter source: has to have the images of an index; nil for one that has all.
    private func platforms(
        _ wanted: Platform?, of manifest: ManifestBlob, _ source: (any ManifestSource)?
    ) async throws -> [Platform] {
        guard wanted == nil, manifest.descriptor.mediaType.isIndex else { return [wanted ?? .host] }
        let index = try manifest.index()
        var platforms = [Platform]()
        for platform in index.platforms {
            let entry = try PlatformSelection.choose(from: index, for: platform, of: "index")
            if let source, try await source.manifest(.digest(entry.digest)) == nil { continue }
            platforms.append(platform)
        }
        return platforms.isEmpty ? [.host] : platforms
    }

    /// The images of the store that the same index lists.
    private func siblings(_ documents: ImageDocuments) throws(BuildError) -> [Digest] {
        guard let reference = documents.reference else { return [] }
        return try store.manifests.images(documents.digest, in: reference)
    }
}
