import Analysis
import Diagnostics
import ImageModel
import Layers
import Store
import SystemPackage

/// Reads images for reports, wherever they are, each layer once.
struct ImageReader: Sendable {
    let store: ImageStore
    let registries: @Sendable () throws(BuildError) -> Registries
    /// Which image of several platforms is read.
    let platform: Platform
    /// Takes lines about what is going on.
    let report: @Sendable (String) -> Void

    /// - Parameter reference: the name that the report has of it.
    /// - Throws: `imageNotFound`; `corrupt`; what the image's place throws.
    func read(_ image: ReportedImage, named reference: String) async throws -> InspectedImage {
        switch image {
        case .stored(let name):
            let images = try ImageLookup(store: store).images(name)
            let fitting = images.first { PlatformSelection.runs($0.config.platform, on: platform) }
            guard let image = fitting ?? images.first else {
                throw BuildError(.imageNotFound, "image '\(name)' is not in the store")
            }
            return try await read(image, named: reference)
        case .elsewhere(let address):
            let (manifest, source) = try await address.open(
                try registries(), temporaryDirectory: store.workDirectory)
            return try await read(manifest, from: source, named: reference)
        case .dockerfile(let file, _):
            throw BuildError(.internalError, "'\(file)' has not been built")
        }
    }

    private func read(_ image: StoredImage, named reference: String) async throws -> InspectedImage {
        let chain = try store.snapshots.chain(of: image.snapshot).reversed()
        let reader = LayerReader(for: image.config, temporaryDirectory: store.workDirectory)
        var (layers, sizes) = ([InspectedLayer](), [Int64]())
        for (snapshot, record) in zip(chain, image.layers) {
            report("layer \(layers.count + 1) of \(image.layers.count), \(ByteCount.text(record.fileBytes))")
            try Task.checkCancellation()
            let store = store
            let (layer, size) = try await blockingThread { () throws(BuildError) in
                try reader.read(record, of: snapshot, in: store)
            }
            layers.append(layer)
            sizes.append(size)
        }
        return InspectedImage(
            reference: reference, id: image.id, config: image.config, paths: reader.paths, layers: layers,
            compressedSizes: sizes)
    }

    private func read(
        _ manifest: ManifestBlob, from source: any ManifestSource, named reference: String
    ) async throws -> InspectedImage {
        let image = try await source.resolved(manifest, for: platform, origin: "")
        let reader = LayerReader(for: image.config, temporaryDirectory: store.workDirectory)
        var (layers, sizes) = ([InspectedLayer](), [Int64]())
        for info in image.layers {
            report("layer \(layers.count + 1) of \(image.layers.count), \(ByteCount.text(info.blob?.size ?? 0))")
            try Task.checkCancellation()
            let (layer, size) = try await reader.read(info, from: source)
            layers.append(layer)
            sizes.append(size)
        }
        return InspectedImage(
            reference: reference, id: image.id, config: image.config, paths: reader.paths, layers: layers,
            compressedSizes: sizes)
    }
}
