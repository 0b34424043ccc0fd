import Analysis
import Diagnostics
import ImageModel
import Layers
import Store

/// Reads the layers of one image for a report, lowest first, each once.
struct LayerReader: Sendable {
    private let inspector: LayerInspector
    private let flag = CancellationFlag()

    /// - Parameters:
    ///   - config: of the image.
    ///   - temporaryDirectory: where a large file's content is put while it is looked into.
    init(for config: ImageConfig, temporaryDirectory: String) {
        inspector = LayerInspector(for: config.config, temporaryDirectory: temporaryDirectory, flag: flag)
    }

    /// The paths of all layers that have been read.
    var paths: PathTable { inspector.paths }

    /// A layer of the store, and the bytes that the default compressor makes of it. These are computed in the same pass,
    /// once, and kept.
    func read(
        _ record: LayerRecord, of snapshot: Snapshot, in store: ImageStore
    ) async throws -> (InspectedLayer, compressedSize: Int64) {
        try await withTaskCancellationHandler {
            try await blockingThread { () throws(BuildError) in try self.readStored(record, of: snapshot, in: store) }
        } onCancel: {
            flag.set()
        }
    }

    private func readStored(
        _ record: LayerRecord, of snapshot: Snapshot, in store: ImageStore
    ) throws(BuildError) -> (InspectedLayer, compressedSize: Int64) {
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

    /// A layer from elsewhere, and the bytes of its blob; of one that is not compressed, those that the default compressor
    /// makes of it.
    ///
    /// - Throws: `corrupt` for a layer whose bytes are not those of its digests; what the source throws.
    func read(
        _ layer: LayerInfo, from source: any ManifestSource
    ) async throws -> (InspectedLayer, compressedSize: Int64) {
        guard let blob = layer.blob else { throw BuildError(.internalError, "layer \(layer.diffID) has no blob") }
        guard blob.mediaType.isLayer else {
            throw BuildError(
                .corrupt, "layer \(blob.digest) can't be read: '\(blob.mediaType)' is no media type of layers")
        }
        let (inspector, limit) = (inspector, Self.limit(of: blob))
        return try await withTaskCancellationHandler {
            try await readingStream { sink throws(BuildError) in
                try await source.read(blob) { bytes throws(BuildError) in try sink.write(bytes) }
            } _: { stream throws(BuildError) in
                try Self.read(layer, of: blob, stream, limit, inspector)
            }
        } onCancel: {
            flag.set()
        }
    }

    private static func read(
        _ layer: LayerInfo, of blob: Descriptor, _ stream: any ByteSource, _ limit: Int64, _ inspector: LayerInspector
    ) throws(BuildError) -> (InspectedLayer, compressedSize: Int64) {
        let counter = HashingSink(DiscardingSink())
        let compressor = blob.digest == layer.diffID ? try CompressionFormat.gzip.compressing(into: counter) : nil
        let inspected = try readingStream { sink throws(BuildError) in
            let tar = HashingSource(try decompressing(stream))
            let sinks = compressor.map { DividingSink($0, sink) } ?? sink
            try tar.readAll { bytes throws(BuildError) in
                guard tar.count <= limit else {
                    throw BuildError(
                        .corrupt,
                        "layer \(blob.digest) can't be read: its \(blob.size) bytes unpack to more than \(limit), as those of real layers don't"
                    )
                }
                try sinks.write(bytes)
            }
            guard tar.digest == layer.diffID else {
                throw BuildError(
                    .corrupt, "layer \(blob.digest) is not what its image says: its diff ID is \(tar.digest)")
            }
            try sinks.finish()
        } _: { source throws(BuildError) in
            try inspector.inspect(source)
        }
        // What follows a compressed stream's end belongs to the blob, and so to its digest.
        try stream.readAll { _ in }
        return (inspected, compressor == nil ? blob.size : counter.count)
    }

    /// The most bytes that a layer's tar may have: room for a file of zeros, and beyond for what compresses very well. To read
    /// so many takes about ten seconds.
    private static func limit(of blob: Descriptor) -> Int64 {
        min(256 << 30, 4 << 30 + 64 * min(max(0, blob.size), 4 << 30))
    }
}
