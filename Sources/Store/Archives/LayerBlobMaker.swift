import Diagnostics
import ImageModel
import Layers
import SystemPackage

/// A layer as it leaves the store.
struct LayerBlob: Sendable {
    let descriptor: Descriptor
    let file: LayerBlobFile
}

/// The file of a blob, perhaps made only when it is first asked for.
actor LayerBlobFile {
    private let make: @Sendable () throws(BuildError) -> FileSection
    private var making: Task<Result<FileSection, BuildError>, Never>?

    init(_ section: FileSection) {
        make = { section }
    }

    init(making make: @escaping @Sendable () throws(BuildError) -> FileSection) {
        self.make = make
    }

    func section() async throws(BuildError) -> FileSection {
        let (make, known) = (make, making)
        let task =
            known
            ?? Task {
                do throws(BuildError) {
                    return .success(try await blockingThread(make))
                } catch {
                    return .failure(error)
                }
            }
        making = task
        return try await task.value.get()
    }
}

/// Finds or makes the blobs of layers.
struct LayerBlobMaker: Sendable {
    let store: ImageStore
    let compression: LayerCompression
    let mediaTypes: MediaTypeFamily

    func blob(of layer: StoredLayer) throws(BuildError) -> LayerBlob {
        if let blob = layer.record.blob, compression.keeps(blob) { return try kept(blob) }
        if let known = try store.compressions.result(of: compression, for: layer.record.diffID) {
            return LayerBlob(
                descriptor: descriptor(known.digest, known.size),
                file: LayerBlobFile(making: { () throws(BuildError) in try compressed(layer, expecting: known) }))
        }
        let (section, digest) = try compressed(layer)
        let result = CompressionResult(digest: digest, size: section.size)
        try store.compressions.record(result, of: compression, for: layer.record.diffID)
        return LayerBlob(descriptor: descriptor(digest, section.size), file: LayerBlobFile(section))
    }

    private func descriptor(_ digest: Digest, _ size: Int64) -> Descriptor {
        Descriptor(mediaType: mediaTypes.layer(compression.format), digest: digest, size: size)
    }

    private func kept(_ blob: Descriptor) throws(BuildError) -> LayerBlob {
        let format = CompressionFormat(blob.mediaType)
        return LayerBlob(
            descriptor: Descriptor(
                mediaType: format.map(mediaTypes.layer) ?? blob.mediaType, digest: blob.digest, size: blob.size),
            file: LayerBlobFile(try store.blobs.section(of: blob)))
    }

    private func compressed(_ layer: StoredLayer) throws(BuildError) -> (FileSection, Digest) {
        let file = try TemporaryFile.makeUnnamed(in: FilePath(store.workDirectory))
        let output = HashingSink(FileSink(file.descriptor))
        try LayerTars(store: store).write(
            layer.record, of: layer.snapshot,
            to: try compression.format.compressing(into: output, level: compression.level))
        if compression.format == .gzip, compression.level == nil {
            try store.images.recordCompressedSize(output.count, of: layer.record.diffID)
        }
        return (FileSection(file: file, offset: 0, size: output.count), output.digest)
    }

    /// The same bytes as the first time. Another version of a compressor may make others of the same layer, which is then
    /// not what a manifest promises.
    private func compressed(
        _ layer: StoredLayer, expecting known: CompressionResult
    ) throws(BuildError) -> FileSection {
        let (section, digest) = try compressed(layer)
        if digest == known.digest { return section }
        try store.compressions.forget(layer.record.diffID)
        throw BuildError(
            .corrupt, "layer \(layer.record.diffID) compresses to other bytes than it did before: \(digest)",
            help: "run the command again: the layer is then compressed anew")
    }
}

extension DirectoryBlobStore {
    /// The file of a blob that is there.
    func section(of blob: Descriptor) throws(BuildError) -> FileSection {
        FileSection(file: OpenFile(taking: try open(blob.digest)), offset: 0, size: blob.size)
    }
}
