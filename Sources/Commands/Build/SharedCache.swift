import Diagnostics
import Execution
import ImageModel
import Registry
import Store
import SystemPackage

/// The results of steps that several machines share: read before a build, left after it.
struct SharedCache: Sendable {
    let sources: [CacheSource]
    let destinations: [CacheDestination]
    let platforms: [Platform]
    let store: ImageStore
    /// How registries are reached, with or without verifying their certificates.
    let registries: @Sendable (_ verifiesTLS: Bool?) throws(BuildError) -> Registries
    let progress: any ProgressSink

    /// Whether the image itself is one of the places.
    var isInline: Bool { destinations.contains { $0.place == .inline } }

    /// Reads what other machines left. What can't be read is a warning: the build only takes longer.
    ///
    /// - Parameter firstStep: the number that progress shows for the first place.
    func load(firstStep: Int) async throws -> ImportedCache {
        var cache = ImportedCache()
        for (index, source) in sources.enumerated() {
            do {
                cache = try await progress.show(
                    ProgressStep(firstStep + index), "importing cache from \(source.description)"
                ) { step in
                    try await add(source, to: cache, step)
                }
            } catch {
                if error.isCancellation { throw error }
                warn("the build cache '\(source.description)' can't be used", error)
            }
        }
        return cache
    }

    private func add(_ source: CacheSource, to cache: ImportedCache, _ step: ProgressStep) async throws -> ImportedCache
    {
        guard let (manifest, place) = try await find(source) else {
            progress.emit(.status(step, "there is none yet"))
            return cache
        }
        var cache = cache
        var found: Int?
        // An index has a cache for each platform.
        for platform in manifest.descriptor.mediaType.isIndex ? platforms : Array(platforms.prefix(1)) {
            let count = try await cache.add(
                manifest, from: place, for: platform, includesMounts: source.includesMounts)
            if let count { found = (found ?? 0) + count }
        }
        if let count = found {
            progress.emit(.status(step, count == 1 ? "1 result" : "\(count) results"))
        } else {
            progress.emit(.status(step, "it has no build cache that this version of pith can read"))
        }
        return cache
    }

    private func find(_ source: CacheSource) async throws -> (ManifestBlob, any ManifestSource)? {
        switch source.place {
        case .registry(let reference, let verifiesTLS):
            let repository = try registries(verifiesTLS).source(of: reference)
            guard let manifest = try await repository.manifest(reference.manifestName) else { return nil }
            return (manifest, repository)
        case .local(let directory, let name):
            guard let layout = try? OCILayout(FilePath(directory)) else { return nil }
            return (try await layout.image(name), layout)
        }
    }

    /// What the image's own config tells of its layers.
    func document(of snapshot: Snapshot?, _ solver: Solver) async throws -> CacheDocument {
        try CacheDocument(ofImage: snapshot, try await solver.results(.min), in: store)
    }

    /// Leaves the results of a build.
    ///
    /// - Parameter firstStep: the number that progress shows for the first place.
    /// - Throws: what a place throws that may not fail.
    func save(_ solver: Solver, firstStep: Int) async throws {
        for (index, destination) in destinations.filter({ $0.place != .inline }).enumerated() {
            do {
                try await progress.show(
                    ProgressStep(firstStep + index), "exporting cache to \(destination.description)"
                ) { step in
                    let mounts = destination.includesMounts ? await solver.cacheMounts() : []
                    try await save(try await solver.results(destination.mode), mounts, to: destination, step)
                }
            } catch {
                guard destination.ignoresErrors, !error.isCancellation else { throw error }
                warn("the build cache '\(destination.description)' can't be written", error)
            }
        }
    }

    private func save(
        _ results: [CachedResult], _ mounts: [SharedCacheMount], to destination: CacheDestination, _ step: ProgressStep
    ) async throws {
        guard
            let cache = try await CacheExport.prepare(
                results, mounts: mounts, of: store, compression: destination.compression,
                warn: { warn("cache mount '\($0.id)' is left out of the build cache", $1) })
        else { return progress.emit(.status(step, "the build has no results to keep")) }
        switch destination.place {
        case .registry(let reference, let verifiesTLS):
            let repository = try registries(verifiesTLS).destination(of: reference)
            try await copy(cache, to: repository, as: reference.manifestName, step)
        case .local(let directory, let tag):
            try await copy(cache, to: try await OCILayout.make(FilePath(directory)), as: .tag(tag), step)
        case .inline: break
        }
    }

    private func copy(
        _ cache: CacheExport, to sink: any ManifestSink, as name: ManifestName, _ step: ProgressStep
    ) async throws(BuildError) {
        let counter = TransferCounter(of: try cache.manifest.image().layers, step, progress)
        let copy = ImageCopy(from: cache, to: sink) { counter.moved($0, $1) }
        _ = try await copy.copy(cache.manifest, as: name)
    }

    private func warn(_ what: String, _ error: any Error) {
        let why = (error as? BuildError)?.message ?? "\(error)"
        progress.emit(.warning(Diagnostic(.warning, code: "cache-unusable", "\(what): \(why)", at: nil)))
    }
}
