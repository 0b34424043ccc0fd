import Analysis
import Diagnostics
import ImageModel
import Store

extension StoredImage {
    /// Reads the layers of an image of the store, each once.
    ///
    /// - Parameters:
    ///   - reference: the name that reports have of it.
    ///   - report: takes lines about what is going on.
    /// - Throws: `corrupt` for a layer that has changed in the store.
    func inspect(
        named reference: String, in store: ImageStore, report: (String) -> Void = { _ in }
    ) async throws -> InspectedImage {
        let reader = LayerReader(for: config, temporaryDirectory: store.workDirectory)
        var (inspected, sizes) = ([InspectedLayer](), [Int64]())
        for (snapshot, record) in zip(try store.snapshots.chain(of: snapshot).reversed(), layers) {
            report("layer \(inspected.count + 1) of \(layers.count), \(ByteCount.text(record.fileBytes))")
            try Task.checkCancellation()
            let (layer, size) = try await reader.read(record, of: snapshot, in: store)
            inspected.append(layer)
            sizes.append(size)
        }
        return InspectedImage(
            reference: reference, id: id, config: config, paths: reader.paths, layers: inspected,
            compressedSizes: sizes)
    }
}

extension ManifestSource {
    /// Reads the layers of an image that is elsewhere, each once.
    ///
    /// - Parameters:
    ///   - manifest: its manifest, or an index that has one for the platform.
    ///   - reference: the name that reports have of it.
    ///   - temporaryDirectory: where a large file's content is put while it is looked into.
    ///   - report: takes lines about what is going on.
    /// - Throws: `imageNotFound` for a platform that there isn't; `corrupt`; what the source throws.
    func inspect(
        _ manifest: ManifestBlob, for platform: Platform, named reference: String, temporaryDirectory: String,
        report: (String) -> Void
    ) async throws -> InspectedImage {
        let image = try await resolved(manifest, for: platform, origin: "")
        let reader = LayerReader(for: image.config, temporaryDirectory: temporaryDirectory)
        var (inspected, sizes) = ([InspectedLayer](), [Int64]())
        for info in image.layers {
            report("layer \(inspected.count + 1) of \(image.layers.count), \(ByteCount.text(info.blob?.size ?? 0))")
            try Task.checkCancellation()
            let (layer, size) = try await reader.read(info, from: self)
            inspected.append(layer)
            sizes.append(size)
        }
        return InspectedImage(
            reference: reference, id: image.id, config: image.config, paths: reader.paths, layers: inspected,
            compressedSizes: sizes)
    }
}
