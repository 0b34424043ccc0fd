import Debian
import Diagnostics
import Execution
import ImageModel
import Store
import Transport

/// Images composed here from Debian's packages, once: later uses take them from the store until they are renewed.
struct Compositions: Sendable {
    let store: ImageStore
    let session: Session
    let archive: ArchiveSettings
    let report: CompositionReport
    /// Its files stay as long as this value is there.
    private let cache: PackageCache

    init(store: ImageStore, session: Session, archive: ArchiveSettings, report: CompositionReport) {
        self.store = store
        self.session = session
        self.archive = archive
        self.report = report
        cache = PackageCache(directory: store.directory.packages)
    }

    /// Composes an image, or finds it.
    ///
    /// - Parameters:
    ///   - lock: the packages to use; nil for those that the image was composed of before, or else the newest.
    ///   - renews: whether the newest packages are taken in any case.
    /// - Throws: `usage` for a platform that there isn't, `unreachable`, `corrupt`, `invalidInput`, `notFound`, `diskFull`.
    func image(
        _ name: ComposedName, for platform: Platform, lock: PackageLock? = nil, renews: Bool = false
    ) async throws -> StoredComposition {
        if let lock { return try await image(name, for: platform, lock) }
        let key = name.requestDigest(for: platform).description
        if !renews, let known = try store.compositions.composition(for: key) { return known }
        let composition = try await image(name, for: platform, try await self.lock(name, for: platform))
        try store.compositions.record(composition, for: key)
        return composition
    }

    /// The newest packages of an image.
    ///
    /// - Throws: as `image`.
    func lock(_ name: ComposedName, for platform: Platform) async throws(BuildError) -> PackageLock {
        switch name {
        case .debian(let image):
            try DebianComposer.check(platform)
            let available = try await packages(of: image.release, for: platform, hasProviders: true)
            // What the image names outlives the build, so it is this machine's own, not one that was given for once.
            let own = try? DebianMirror.ofThisMachine(for: image.release)
            let mirror = if let own { own } else { try mirror(for: image.release) }
            return try image.resolve(among: available, mirror: mirror).lock(
                image, for: platform, from: available, mirror: mirror)
        case .recipe(let recipe):
            let available = try await packages(of: recipe.release, for: platform, hasProviders: recipe.hasClosure)
            return try recipe.resolve(among: available).lock(recipe, for: platform, from: available)
        }
    }

    /// All packages that the archive has of a release.
    func packages(
        of release: DebianRelease, for platform: Platform, hasProviders: Bool = false
    ) async throws(BuildError) -> AvailablePackages {
        report.line("reading the archive of \(release)")
        return try await repository(of: release).packages(
            of: release, architecture: platform.architecture, hasProviders: hasProviders)
    }

    /// The files of a lock's packages, fetched where they are not here.
    func files(of lock: PackageLock, _ release: DebianRelease) async throws(BuildError) -> [String] {
        let report = report
        report.line("fetching \(lock.packages.count) packages")
        return try await repository(of: release).fetch(lock.packages) { report.transfer($0, $1) }
    }

    private func mirror(for release: DebianRelease) throws(BuildError) -> DebianMirror {
        if let mirror = archive.mirror { return mirror }
        return try DebianMirror.ofThisMachine(for: release)
    }

    private func repository(of release: DebianRelease) throws(BuildError) -> PackageRepository {
        return PackageRepository(
            mirror: try mirror(for: release), keyring: archive.keyring, checksValidity: archive.checksValidity,
            cache: cache, transport: session.transport(), temporaryDirectory: store.workDirectory)
    }

    private func image(
        _ name: ComposedName, for platform: Platform, _ lock: PackageLock
    ) async throws -> StoredComposition {
        let key = lock.contentDigest.description
        if let known = try store.compositions.composition(for: key) {
            return StoredComposition(image: known.image, lock: try lock.encoded(), date: lock.date)
        }
        let files = try await files(of: lock, name.release)
        report.line("composing \(name.description)")
        // Layers are unpacked while those above them are made.
        let (layers, made) = AsyncStream<LayerInfo>.makeStream()
        async let unpacked: Void = unpack(layers)
        defer { made.finish() }
        let draft: ImageDraft
        switch name {
        case .debian(let image):
            draft = try await DebianComposer(temporaryDirectory: store.workDirectory).compose(
                image, lock: lock, files: files, for: platform, into: store.blobs, report: report.line)
        case .recipe(let recipe):
            draft = try await ImageComposer(temporaryDirectory: store.workDirectory).compose(
                recipe, lock: lock, files: files, for: platform, into: store.blobs, made: { made.yield($0) })
        }
        made.finish()
        try await unpacked
        let composition = try await keep(draft, lock)
        try store.compositions.record(composition, for: key)
        return composition
    }

    private func unpack(_ layers: AsyncStream<LayerInfo>) async throws {
        var known = [LayerInfo]()
        for await layer in layers {
            known.append(layer)
            _ = try await snapshot(of: known)
        }
    }

    /// The snapshot of layers whose blobs are in the store.
    private func snapshot(of layers: [LayerInfo]) async throws -> Snapshot? {
        try await LayerImport(store: store).snapshot(of: layers) { layer, _ in
            throw BuildError(.corrupt, "layer \(layer.diffID) is missing from the store")
        }
    }

    private func keep(_ draft: ImageDraft, _ lock: PackageLock) async throws -> StoredComposition {
        report.line("unpacking")
        let snapshot = try await snapshot(of: draft.layers)
        let layers = try store.images.layers(draft.layers.map(\.diffID))
        let built = try StoredImage(config: draft.config, snapshot: snapshot, layers: layers)
        try store.images.keep(built, names: [])
        return StoredComposition(image: built.id, lock: try lock.encoded(), date: lock.date)
    }
}

/// Takes what is to be said while an image is composed.
struct CompositionReport: Sendable {
    /// Takes lines about what is going on.
    let line: @Sendable (String) -> Void
    /// Takes how many bytes are here, of how many.
    let transfer: @Sendable (Int64, Int64) -> Void
}
