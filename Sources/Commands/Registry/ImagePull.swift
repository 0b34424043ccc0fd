import Diagnostics
import Execution
import ImageModel
import Registry
import Store
import Synchronization

/// Pulls images into the store, one step of progress each.
final class ImagePull: Sendable {
    private let store: ImageStore
    private let registries: Registries
    private let platform: Platform
    private let progress: any ProgressSink
    private let count = Mutex(0)

    init(store: ImageStore, registries: Registries, platform: Platform, progress: any ProgressSink) {
        self.store = store
        self.registries = registries
        self.platform = platform
        self.progress = progress
    }

    /// Pulls the first of these images that a registry has.
    ///
    /// - Returns: which it was.
    /// - Throws: `imageNotFound` if there is none; what a registry that should have it throws.
    func first(of candidates: [ImageReference]) async throws -> ImageReference {
        for reference in candidates {
            if try await pull(reference) { return reference }
        }
        let names = candidates.map { "'\($0.familiar)'" }.joined(separator: ", ")
        throw BuildError(.imageNotFound, "no registry has \(names)")
    }

    private func pull(_ reference: ImageReference) async throws -> Bool {
        let step = nextStep()
        progress.emit(.started(step, name: "pulling \(reference.familiar)"))
        do {
            let isFound = try await pull(reference, step)
            progress.emit(.finished(step, isFound ? .done : .failed("not found")))
            return isFound
        } catch {
            let message = (error as? BuildError)?.message ?? "\(error)"
            progress.emit(.finished(step, error.isCancellation ? .cancelled : .failed(message)))
            throw error
        }
    }

    private func pull(_ reference: ImageReference, _ step: ProgressStep) async throws -> Bool {
        let source = try registries.source(of: reference)
        guard let manifest = try await source.manifest(reference.manifestName) else { return false }
        let image = try await source.resolved(manifest, for: platform, origin: reference.registry, reference: reference)
        if !PlatformSelection.runs(image.config.platform, on: platform) {
            progress.emit(.status(step, "it is for \(image.config.platform), not for \(platform)"))
        }
        let transfer = TransferCounter(of: image.layers.compactMap(\.blob), step, progress)
        let names = reference.tag == nil ? [] : [reference.withoutDigest]
        _ = try await ImageImport(store: store).keep(image, names: names) { layer, blobs in
            guard let blob = layer.blob else { return }
            try await source.fetch(blob, into: blobs) { transfer.moved(blob, $0) }
        }
        progress.emit(.status(step, "digest: \(manifest.descriptor.digest)"))
        return true
    }

    private func nextStep() -> ProgressStep {
        ProgressStep(
            count.withLock { count in
                count += 1
                return count
            })
    }
}
