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
    ///   - fetch: brings the blob of a layer into the store.
    /// - Throws: `corrupt` for a layer that is not what the config says; what `fetch` throws.
    package func keep(
        _ image: ResolvedImage, names: [ImageReference],
        fetch: @escaping @Sendable (LayerInfo) async throws -> Void
    ) async throws -> StoredImage {
        guard let documents = image.documents else { return try store.images.image(image.id) }
        let snapshot = try await LayerImport(store: store).snapshot(of: image.layers, fetch: fetch)
        let layers = try store.images.layers(image.config.diffIDs)
        let stored = StoredImage(
            id: image.id, config: image.config, configBytes: documents.config, snapshot: snapshot, layers: layers)
        try store.images.keep(stored, names: names)
        try store.manifests.keep(documents.manifest, of: stored.id)
        if let reference = documents.reference {
            try store.manifests.record(documents.digest, in: reference, of: stored.id)
        }
        return stored
    }
}
