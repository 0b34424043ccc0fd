import Diagnostics
import ImageModel
import Layers
import SystemPackage

/// A layer as it leaves the store.
struct LayerBlob: Sendable {
    let descriptor: Descriptor
    let file: LayerBlobFile
}

/// Finds or makes the blobs of layers.
struct LayerBlobMaker: Sendable {
    let store: ImageStore
    let compression: LayerCompression
    let mediaTypes: MediaTypeFamily
    /// Takes blobs whose digests are not known yet.
    let early: (any EarlyBlobSink)?

    func blob(of layer: StoredLayer) throws(BuildError) -> LayerBlob {
        if let blob = layer.record.blob, compression.keeps(blob) { return try kept(blob) }
        if let made = store.madeBlobs.blob(of: layer.record.diffID, compression) {
            return LayerBlob(descriptor: descriptor(made.result.digest, made.result.size), file: made.file)
        }
        if let known = try store.compressions.result(of: compression, for: layer.record.diffID) {
            return LayerBlob(
                descriptor: descriptor(known.digest, known.size),
                file: LayerBlobFile(in: store.workDirectory) { progress throws(BuildError) in
                    progress.section(try compressed(layer, into: progress, expecting: known).size)
                })
        }
        let progress = try LayerBlobFile.InProgress(in: store.workDirectory)
        early?.begin(try progress.blobFile(size: .max))
        let result = try compressed(layer, into: progress)
        try store.compressions.record(result, of: compression, for: layer.record.diffID)
        return LayerBlob(descriptor: descriptor(result.digest, result.size), file: LayerBlobFile(progress, result))
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

    /// Writes the blob of a layer, and ends the growth of its file.
    ///
    /// - Parameter known: what it must become. Another version of a compressor may make other bytes of the same layer,
    ///   which are then not what a manifest promises.
    private func compressed(
        _ layer: StoredLayer, into progress: LayerBlobFile.InProgress, expecting known: CompressionResult? = nil
    ) throws(BuildError) -> CompressionResult {
        do throws(BuildError) {
            let output = try LayerOutput(of: store, compression, into: progress)
            try LayerTars(store: store).write(layer.record, of: layer.snapshot, to: output.sink)
            let result = try output.result(of: layer.record.diffID)
            if let known, result.digest != known.digest {
                try store.compressions.forget(layer.record.diffID)
                throw BuildError(
                    .corrupt, "layer \(layer.record.diffID) compresses to other bytes than before: \(result.digest)",
                    help: "run the command again: the layer is then compressed anew")
            }
            progress.growth.end(.success(result.digest))
            return result
        } catch {
            progress.growth.end(.failure(error))
            throw error
        }
    }
}

extension DirectoryBlobStore {
    /// The file of a blob that is there.
    func section(of blob: Descriptor) throws(BuildError) -> FileSection {
        FileSection(file: OpenFile(taking: try open(blob.digest)), offset: 0, size: blob.size)
    }
}
