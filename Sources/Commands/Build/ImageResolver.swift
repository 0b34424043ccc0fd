import Debian
import Diagnostics
import ImageModel
import Planning
import Store
import Synchronization

/// Finds base images: in a named build context, the local store, the source that the configuration names, or a registry,
/// in that order. Says which one served.
final class ImageResolver: ImageSource {
    private let settings: BuildSettings
    private let configuration: Configuration
    private let store: ImageStore
    private let progress: any ProgressSink
    let compositions: CompositionSource
    private let registries: RegistryImages
    private let state: Mutex<State>

    private struct State {
        var steps: Int
        /// Which source has a layer's blob.
        var sources: [Digest: any ImageSource] = [:]
    }

    /// - Parameter stepCount: how many steps progress has shown already.
    init(
        settings: BuildSettings, configuration: Configuration, store: ImageStore, registries: RegistryImages,
        session: Session, stepCount: Int, progress: any ProgressSink
    ) throws(BuildError) {
        state = Mutex(State(steps: stepCount))
        self.registries = registries
        self.settings = settings
        self.configuration = configuration
        self.store = store
        self.progress = progress
        compositions = CompositionSource(
            store: store, session: session,
            archive: try ArchiveSettings(mirror: settings.mirror, keyring: nil, configuration, session))
    }

    /// How many steps progress has shown so far; the plan's own come after them.
    var stepCount: Int { state.withLock { $0.steps } }

    /// Finds all of these at the same time.
    ///
    /// - Throws: `imageNotFound` at the line that asked for it, or why a source that should have it can't give it.
    func resolve(_ needs: [ImageNeed]) async throws -> [ImageNeed: ResolvedImage] {
        try await withThrowingTaskGroup(of: (ImageNeed, ResolvedImage).self) { group in
            for need in needs {
                let step = nextStep()
                group.addTask { (need, try await self.resolve(need, step)) }
            }
            return try await group.reduce(into: [:]) { images, found in images[found.0] = found.1 }
        }
    }

    func resolve(_ request: ImageRequest, report: @escaping @Sendable (String) -> Void) async throws -> ResolvedImage? {
        for source in try sources(for: request.reference) {
            guard let image = try await source.resolve(request, report: report) else { continue }
            state.withLock { state in
                for layer in image.layers {
                    if let blob = layer.blob { state.sources[blob.digest] = source }
                }
            }
            return image
        }
        return nil
    }

    func fetch(
        _ layer: LayerInfo, into blobs: any BlobStore, progress: @escaping @Sendable (Int64) -> Void
    ) async throws {
        guard let blob = layer.blob, let source = state.withLock({ $0.sources[blob.digest] }) else {
            throw BuildError(.corrupt, "layer \(layer.diffID) is missing from the store")
        }
        try await source.fetch(layer, into: blobs, progress: progress)
    }

    private func nextStep() -> ProgressStep {
        state.withLock { state in
            state.steps += 1
            return ProgressStep(state.steps)
        }
    }

    private func resolve(_ need: ImageNeed, _ step: ProgressStep) async throws -> ResolvedImage {
        let platform = settings.platforms.count > 1 ? " (\(need.platform))" : ""
        progress.emit(.started(step, name: "[base] \(need.name)\(platform)"))
        do {
            let reference = try ImageReference(parsing: need.name)
            let request = ImageRequest(reference: reference, platform: need.platform, renew: settings.pull.renews)
            let progress = progress
            let found: ResolvedImage?
            do {
                found = try await resolve(request, report: { progress.emit(.status(step, $0)) })
            } catch let error as BuildError where error.code == .unreachable || error.code == .denied {
                throw notFound(need, reference, cause: error)
            }
            guard let image = found else { throw notFound(need, reference) }
            progress.emit(.status(step, [image.origin, image.date].compactMap(\.self).joined(separator: ", ")))
            progress.emit(.finished(step, .done))
            return image
        } catch {
            let message = (error as? BuildError)?.message ?? "\(error)"
            progress.emit(.finished(step, error is CancellationError ? .cancelled : .failed(message)))
            throw (error as? BuildError)?.located(at: need.range) ?? error
        }
    }

    private func sources(for reference: ImageReference) throws(BuildError) -> [any ImageSource] {
        if case .image(let address)? = settings.context(forImage: reference.description) {
            return [source(address, for: reference)]
        }
        let configured = configuration.source(for: reference).map { source($0, for: reference) }
        return sources(configured: configured)
    }

    /// The local store and others, in the order that the option of the build says.
    ///
    /// - Parameter configured: stands for registries.
    private func sources(configured: (any ImageSource)? = nil) -> [any ImageSource] {
        let local = StoreImageSource(store: store)
        let other = configured ?? registries
        return switch settings.pull {
        case .missing: [local, other]
        case .newer: [OptionalSource(source: other), local]
        case .always: [other]
        case .never: [local] + (configured.map { [$0] } ?? [])
        }
    }

    private func source(_ address: ImageSourceAddress, for reference: ImageReference) -> any ImageSource {
        switch address {
        case .image(let other): RenamedSource(sources: sources(), reference: other)
        case .layout(let directory, let tag, let digest):
            OCILayoutSource(directory: directory, tag: tag, digest: digest)
        case .composition(let name): compositions.named(name, for: reference, warn: { self.warn($0) })
        }
    }

    /// The option that composes an image in place of another. A context serves the one tag that it names.
    private static func composition(for reference: ImageReference) -> String {
        let tag = reference.hasExplicitTag ? reference.tag.map { ":\($0)" } ?? "" : ""
        let name = reference.repository.split(separator: "/").last.map(String.init) ?? ""
        // A version that there isn't leaves the variant: `java:11-debug`.
        let variant = tag.dropFirst().first?.isNumber == true ? tag.drop { $0 != "-" }.dropFirst() : tag.dropFirst()
        let candidates = [name + tag, "\(name):\(variant)", name]
        let known = candidates.lazy.compactMap { try? ImageRecipe(named: $0, read: { _ in nil }).name }.first
        return "--build-context \(reference.familiarName)\(tag)=compose://\(known ?? "debian")"
    }

    private func warn(_ diagnostic: Diagnostic) { progress.emit(.warning(diagnostic)) }

    /// - Parameter cause: why the registry could not be asked.
    private func notFound(_ need: ImageNeed, _ reference: ImageReference, cause: BuildError? = nil) -> BuildError {
        let names = (try? store.images.names().compactMap { try? ImageReference(parsing: $0.name).familiar }) ?? []
        let help =
            need.similarStage.map { "did you mean '\($0)'?" } ?? Suggestion.help(for: reference.familiar, in: names)
            ?? "compose it: \(Self.composition(for: reference))"
        let why = cause.map { "it is not in the local store, and \($0.message)" } ?? "no source has it"
        // What is much like a stage's name is a mistake, whatever a registry would say.
        let code = need.similarStage == nil ? cause?.code ?? .imageNotFound : .imageNotFound
        return BuildError(
            code, "base image '\(need.name)' can't be found: \(why)", help: help,
            underlying: cause)
    }
}

/// Asks for another name than the one that was asked for.
private final class RenamedSource: ImageSource {
    private let sources: [any ImageSource]
    private let reference: ImageReference
    private let serving = Mutex<(any ImageSource)?>(nil)

    init(sources: [any ImageSource], reference: ImageReference) {
        self.sources = sources
        self.reference = reference
    }

    func resolve(_ request: ImageRequest, report: @escaping @Sendable (String) -> Void) async throws -> ResolvedImage? {
        let request = ImageRequest(reference: reference, platform: request.platform, renew: request.renew)
        for source in sources {
            guard let image = try await source.resolve(request, report: report) else { continue }
            serving.withLock { $0 = source }
            return image
        }
        return nil
    }

    func fetch(
        _ layer: LayerInfo, into blobs: any BlobStore, progress: @escaping @Sendable (Int64) -> Void
    ) async throws {
        try await serving.withLock { $0 }?.fetch(layer, into: blobs, progress: progress)
    }
}
