import Diagnostics
import ImageModel
import Planning
import Store

extension OperationRunner {
    /// The root file system of a base image: its layers, unpacked where that has not happened yet. An image from a registry
    /// stays in the store under its name, so that the next build need not ask for it.
    func runImage(_ image: ResolvedImage, _ step: Step, _ keys: StepKeys) async throws -> Snapshot {
        let images = images
        let counter = TransferCounter(of: image.layers.compactMap(\.blob), shown(step), progress)
        let fetch = { @Sendable (layer: LayerInfo, blobs: any BlobStore) async throws in
            try await images.fetch(layer, into: blobs) { count in
                if let blob = layer.blob { counter.moved(blob, count) }
            }
        }
        let snapshot: Snapshot?
        if let reference = image.documents?.reference {
            let names = reference.tag == nil ? [] : [reference.withoutDigest]
            snapshot = try await ImageImport(store: store)
                .keep(image, names: names, joinsIndex: true, fetch: fetch).snapshot
        } else {
            snapshot = try await LayerImport(store: store).snapshot(of: image.layers, fetch: fetch)
        }
        guard let snapshot else { throw BuildError(.internalError, "an image without layers was planned as a step") }
        try store.cache.record(keys.definition, snapshot)
        return snapshot
    }
}
