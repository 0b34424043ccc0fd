import Analysis
import Diagnostics
import Execution
import ImageModel
import Layers
import Store

/// Reads the layers of an image in the store, once each, for reports.
struct ImageReporter: Sendable {
    private let store: ImageStore

    init(store: ImageStore) {
        self.store = store
    }

    func report(_ name: String) async throws -> ImageReport {
        let image = try ImageLookup(store: store).image(name)
        return ImageReport(try await blockingThread { () throws(BuildError) in try inspect(image, name) })
    }

    private func inspect(_ image: StoredImage, _ name: String) throws(BuildError) -> InspectedImage {
        let chain = try store.snapshots.chain(of: image.snapshot).reversed()
        var inspector = LayerInspector(keeping: ReportedFiles.contains)
        var (layers, sizes) = ([InspectedLayer](), [Int64]())
        for (snapshot, record) in zip(chain, image.layers) {
            let (layer, size) = try inspect(record, snapshot, &inspector)
            layers.append(layer)
            sizes.append(size)
        }
        return InspectedImage(
            reference: name, id: image.id, config: image.config, paths: inspector.paths, layers: layers,
            compressedSizes: sizes)
    }

    /// The compressed size is computed in the same pass, and kept.
    private func inspect(
        _ record: LayerRecord, _ snapshot: Snapshot, _ inspector: inout LayerInspector
    ) throws(BuildError) -> (InspectedLayer, Int64) {
        let counter = HashingSink(DiscardingSink())
        let compressor = record.compressedSize == nil ? try CompressionFormat.gzip.compressing(into: counter) : nil
        let tars = LayerTars(store: store)
        let layer = try readingStream { sink throws(BuildError) in
            try tars.write(record, of: snapshot, to: compressor.map { DividingSink($0, sink) } ?? sink)
        } _: { source throws(BuildError) in
            try inspector.inspect(source)
        }
        let size = record.compressedSize ?? counter.count
        if record.compressedSize == nil { try store.images.recordCompressedSize(size, of: record.diffID) }
        return (layer, size)
    }
}
