import ImageModel
import Synchronization

/// Blobs that this process made of layers as it hashed their tars, in files that are gone when the process ends.
final class MadeBlobs: Sendable {
    private struct Key: Hashable {
        let diffID: Digest
        let compression: LayerCompression
    }

    private struct Blob {
        let result: CompressionResult
        let file: LayerBlobFile
    }

    private let blobs = Mutex<[Key: Blob]>([:])

    func add(
        _ result: CompressionResult, _ file: LayerBlobFile, of diffID: Digest, _ compression: LayerCompression
    ) {
        blobs.withLock {
            $0[Key(diffID: diffID, compression: compression)] = Blob(result: result, file: file)
        }
    }

    func blob(of diffID: Digest, _ compression: LayerCompression) -> (result: CompressionResult, file: LayerBlobFile)? {
        blobs.withLock { $0[Key(diffID: diffID, compression: compression)].map { ($0.result, $0.file) } }
    }
}
