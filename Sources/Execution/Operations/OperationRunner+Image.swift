import Diagnostics
import ImageModel
import Planning
import Store

extension OperationRunner {
    /// The root file system of a base image: its layers, unpacked where that has not happened yet.
    func runImage(_ image: ResolvedImage, _ step: Step, _ keys: StepKeys) async throws -> Snapshot {
        let images = images
        let store = store
        let snapshot = try await LayerImport(store: store).snapshot(of: image.layers) { layer in
            try await images.fetch(layer, into: store.blobs)
        }
        guard let snapshot else { throw BuildError(.internalError, "an image without layers was planned as a step") }
        try store.cache.record(keys.definition, snapshot)
        return snapshot
    }
}
