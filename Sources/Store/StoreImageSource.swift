package import Diagnostics
package import ImageModel

/// The images of the local store, by name.
package struct StoreImageSource: ImageSource {
    private let store: ImageStore

    package init(store: ImageStore) {
        self.store = store
    }

    package func resolve(_ request: ImageRequest, report: @escaping @Sendable (String) -> Void) async throws
        -> ResolvedImage?
    {
        for id in try store.ids(named: request.reference) {
            let image = try resolved(id, origin: "local store")
            if PlatformSelection.runs(image.config.platform, on: request.platform) { return image }
        }
        // Under the same name a registry may have the image of another platform.
        return nil
    }

    package func fetch(
        _ layer: LayerInfo, into blobs: any BlobStore, progress: @escaping @Sendable (Int64) -> Void
    ) async throws {
        throw BuildError(.corrupt, "layer \(layer.diffID) is missing from the store")
    }

    /// An image of the store as a base image.
    package func resolved(_ id: Digest, origin: String, date: String? = nil) throws(BuildError) -> ResolvedImage {
        let image = try store.images.image(id)
        return ResolvedImage(
            id: id, config: image.config, layers: image.layers.map { LayerInfo(diffID: $0.diffID, blob: $0.blob) },
            origin: origin, date: date ?? image.config.created)
    }
}
