import Diagnostics
import Execution
import ImageModel
import Registry
import Store

/// Pushes an image of the store, under one name after the other.
struct ImagePush: Sendable {
    let store: ImageStore
    let registries: Registries
    let progress: any ProgressSink

    /// How many blobs of one image are sent at the same time.
    private static let parallelism = 4

    /// Sends what the registry does not have yet.
    ///
    /// - Parameter byDigest: whether the image gets no tag there.
    /// - Returns: the manifest that the name points at now.
    /// - Throws: `denied`, `unreachable`; what the source throws.
    func push(
        _ image: StoredImage, as reference: ImageReference, byDigest: Bool = false, from source: StoredImageSource,
        showing step: ProgressStep
    ) async throws(BuildError) -> Descriptor {
        let others = try ImageLookup(store: store).names(of: image.id)
        let pulled = try store.manifests.digests(of: image.id).compactMap {
            try? ImageReference(parsing: $0.repository)
        }
        let destination = try registries.destination(of: reference, others: pulled + others)
        let counter = TransferCounter(of: try source.manifest.image().layers, step, progress)
        let copy = ImageCopy(from: source, to: destination, parallelism: Self.parallelism) { blob, count in
            counter.moved(blob, count)
        }
        let pushed = try await copy.copy(source.manifest, as: byDigest ? nil : reference.manifestName)
        try store.manifests.record(pushed.digest, in: reference, of: image.id)
        progress.emit(.status(step, "digest: \(pushed.digest)"))
        return pushed
    }
}
