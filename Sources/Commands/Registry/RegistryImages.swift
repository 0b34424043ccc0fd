import Diagnostics
import ImageModel
import Registry
import Synchronization

/// Base images from registries. Nothing of their configuration is read until one is asked for.
final class RegistryImages: ImageSource {
    private let makeRegistries: @Sendable () throws(BuildError) -> Registries
    private let state = Mutex(State())

    private struct State {
        var registries: Registries?
        /// Where a layer's blob is.
        var places: [Digest: MirroredRepository] = [:]
    }

    init(_ makeRegistries: @escaping @Sendable () throws(BuildError) -> Registries) {
        self.makeRegistries = makeRegistries
    }

    func resolve(_ request: ImageRequest, report: @escaping @Sendable (String) -> Void) async throws -> ResolvedImage? {
        let registries = try registries()
        for reference in try registries.candidates(for: request.reference) {
            let source = try registries.source(of: reference)
            report("asking \(reference.registry)")
            guard let manifest = try await source.manifest(reference.manifestName) else { continue }
            let image = try await source.resolved(
                manifest, for: request.platform, origin: "registry \(reference.registry)", reference: reference)
            if !PlatformSelection.runs(image.config.platform, on: request.platform) {
                report("it is for \(image.config.platform), not for \(request.platform)")
            }
            state.withLock { state in
                for layer in image.layers { if let blob = layer.blob { state.places[blob.digest] = source } }
            }
            return image
        }
        return nil
    }

    func fetch(
        _ layer: LayerInfo, into blobs: any BlobStore, progress: @escaping @Sendable (Int64) -> Void
    ) async throws {
        guard let blob = layer.blob, let source = state.withLock({ $0.places[blob.digest] }) else {
            throw BuildError(.internalError, "layer \(layer.diffID) is of no image that a registry was asked for")
        }
        try await source.fetch(blob, into: blobs, progress: progress)
    }

    private func registries() throws(BuildError) -> Registries {
        if let known = state.withLock({ $0.registries }) { return known }
        let made = try makeRegistries()
        return state.withLock { state in
            // Another stage may have been first; its connections serve both.
            if state.registries == nil { state.registries = made }
            return state.registries ?? made
        }
    }
}
