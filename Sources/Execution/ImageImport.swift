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
    ///   - fetch: brings the blob of a layer into the store.
    /// - Throws: `corrupt` for a layer that is not what the config says; what `fetch` throws.
    package func keep(
        _ image: ResolvedImage, names: [ImageReference], joinsIndex: Bool = false,
        fetch: @escaping @Sendable (LayerInfo) async throws -> Void
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

    /// The images of the store that the same index lists.
    private func siblings(_ documents: ImageDocuments) throws(BuildError) -> [Digest] {
        guard let reference = documents.reference else { return [] }
        return try store.manifests.images(documents.digest, in: reference)
    }
}
