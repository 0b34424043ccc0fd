import Diagnostics
import ImageModel
import Layers

/// Takes the tar of a layer and makes its blob, in a file without a name.
struct LayerOutput {
    private let store: ImageStore
    private let compression: LayerCompression
    private let progress: LayerBlobFile.InProgress
    private let blob: HashingSink
    /// Takes the tar.
    let sink: any ByteSink

    /// - Throws: `store`.
    init(
        of store: ImageStore, _ compression: LayerCompression, into progress: LayerBlobFile.InProgress
    ) throws(BuildError) {
        self.store = store
        self.compression = compression
        self.progress = progress
        blob = HashingSink(FileSink(progress.file.descriptor) { progress.growth.grow(to: $0) })
        sink = try compression.format.compressing(into: blob, level: compression.level)
    }

    /// The blob, once the sink is finished; the store remembers what the layer of that diff ID became.
    func result(of diffID: Digest) throws(BuildError) -> CompressionResult {
        if compression.format == .gzip, compression.level == nil {
            try store.images.recordCompressedSize(blob.count, of: diffID)
        }
        return CompressionResult(digest: blob.digest, size: blob.count)
    }
}
