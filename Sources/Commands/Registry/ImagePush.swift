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
    /// - Returns: the manifest or index that the name points at now.
    /// - Throws: `denied`, `unreachable`; what the source throws.
    func push(
        _ image: PreparedImage, as reference: ImageReference, byDigest: Bool = false, showing step: ProgressStep
    ) async throws(BuildError) -> Descriptor {
        var others = [ImageReference]()
        for (id, _) in image.manifests {
            for (repository, _) in try store.manifests.digests(of: id) {
                if let other = try? ImageReference(parsing: repository) { others.append(other) }
            }
            others += try ImageLookup(store: store).names(of: id)
        }
        let destination = try registries.destination(of: reference, others: others)
        let counter = TransferCounter(of: image.layers, step, progress)
        let copy = ImageCopy(from: image.source, to: destination, parallelism: Self.parallelism) { blob, count in
            counter.moved(blob, count)
        }
        let pushed = try await copy.copy(image.manifest, as: byDigest ? nil : reference.manifestName)
        for (id, manifest) in image.manifests {
            try store.manifests.record(manifest.digest, in: reference, of: id)
            try store.manifests.record(pushed.digest, in: reference, of: id)
        }
        progress.emit(.status(step, "digest: \(pushed.digest)"))
        return pushed
    }
}
