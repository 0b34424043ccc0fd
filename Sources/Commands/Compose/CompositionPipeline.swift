import Debian
import Diagnostics
import Execution
import ImageModel
import Store

/// One composition: find the packages, fetch them, compose, deliver, report.
struct CompositionPipeline: Sendable {
    let settings: CompositionSettings
    let session: Session
    let store: ImageStore

    func compose(_ name: String) async throws {
        let progress = try display()
        defer { progress.finish() }
        let composed = try self.name(name, progress)
        var images = [StoredImage]()
        for (index, platform) in settings.platforms.enumerated() {
            let composition = try await progress.show(ProgressStep(index + 1), title(composed, platform)) { step in
                let composition = try await compositions(progress, step).image(
                    composed, for: platform,
                    lock: try settings.lock.map { file throws(BuildError) in try composed.lock(in: file, for: platform)
                    },
                    renews: settings.renews)
                progress.emit(.status(step, "composed from \(composed.release), \(composition.date)"))
                return composition
            }
            images.append(try store.images.image(composition.image))
        }
        let result = BuildResult(images: images, isIndex: images.count > 1, epoch: nil)
        let delivery = delivery(of: composed, progress)
        try await progress.show(ProgressStep(settings.platforms.count + 1), "exporting image") { step in
            for image in images { progress.emit(.status(step, "\(image.id), \(ByteCount.text(image.size))")) }
            for output in settings.outputs { try await delivery.deliver(result, to: output, showing: step) }
        }
        progress.finish()
        guard settings.isQuiet || settings.idFile != nil else { return }
        let id = try await delivery.id(of: result)
        if let file = settings.idFile { try TextFile.write(id.description, to: file) }
        if settings.isQuiet { Standard.output("\(id)\n") }
    }

    /// The newest packages of a specification's image, for each platform.
    func lock(_ name: String) async throws -> PackageLockFile {
        let progress = try display()
        defer { progress.finish() }
        let composed = try self.name(name, progress)
        var locks = [(Platform, PackageLock)]()
        for (index, platform) in settings.platforms.enumerated() {
            locks.append(
                try await progress.show(ProgressStep(index + 1), "[lock] \(composed.description) (\(platform))") {
                    step in
                    (platform, try await compositions(progress, step).lock(composed, for: platform))
                })
        }
        return PackageLockFile(locks)
    }

    /// Prints why each package is in an image, and what it weighs.
    func explain(_ name: String, _ format: ListFormat) async throws {
        let progress = try display()
        defer { progress.finish() }
        let composed = try self.name(name, progress)
        guard case .recipe(let recipe) = composed else {
            throw BuildError(.usage, "'\(name)' can't be explained: it is made to build in, not to be small")
        }
        let platform = settings.platforms[0]
        let explanation = try await progress.show(ProgressStep(1), "[explain] \(recipe.name)") { step in
            let compositions = compositions(progress, step)
            var lock = try settings.lock.map { file throws(BuildError) in try composed.lock(in: file, for: platform) }
            if lock == nil { lock = try await compositions.lock(composed, for: platform) }
            guard let lock else { throw BuildError(.internalError, "there is no lock") }
            let sizes = try await ImageComposer(temporaryDirectory: store.workDirectory).weigh(
                recipe, lock: lock, files: try await compositions.files(of: lock, recipe.release), for: platform)
            return CompositionExplanation(lock, sizes: sizes)
        }
        progress.finish()
        Standard.output(try explanation.render(format))
    }

    /// Prints which packages of an image have security updates: one that a lock describes, or one of the store, or else one
    /// that could be composed.
    func listUpdates(of name: String, _ format: ListFormat) async throws {
        let progress = try display()
        defer { progress.finish() }
        let updates = try await progress.show(ProgressStep(1), "[outdated] \(name)") { step in
            let installed = try await installedPackages(of: name, progress, step)
            return try await compositions(progress, step).packages(of: installed.release, for: installed.platform)
                .securityUpdates(for: installed.packages.map { ($0.name, $0.version) })
        }
        progress.finish()
        Standard.output(try SecurityUpdateList(image: name, updates: updates).render(format))
    }

    private func installedPackages(
        of name: String, _ progress: ProgressDisplay, _ step: ProgressStep
    ) async throws -> InstalledPackages {
        let platform = settings.platforms[0]
        if let file = settings.lock {
            let composed = try self.name(name, progress)
            return InstalledPackages(try composed.lock(in: file, for: platform), composed.release, platform)
        }
        do throws(BuildError) {
            let image = try ImageLookup(store: store).image(name)
            return try await InstalledPackages(of: image, named: name, Workspace(store: store))
        } catch  where error.code == .imageNotFound {
            let name = try self.name(name, progress)
            let composed = try await compositions(progress, step).image(name, for: platform)
            return try InstalledPackages(PackageLock(decoding: composed.lock), name.release, platform)
        }
    }

    private func display() throws(BuildError) -> ProgressDisplay {
        try .onStandardError(mode: settings.progress, environment: session.environment)
    }

    private func name(_ name: String, _ progress: ProgressDisplay) throws(BuildError) -> ComposedName {
        try ComposedName(name, session) { progress.emit(.warning($0)) }
    }

    private func title(_ name: ComposedName, _ platform: Platform) -> String {
        "[compose] \(name.description)\(settings.platforms.count > 1 ? " (\(platform))" : "")"
    }

    private func compositions(_ progress: ProgressDisplay, _ step: ProgressStep) -> Compositions {
        let report = CompositionReport(
            line: { progress.emit(.status(step, $0)) },
            transfer: { progress.emit(.transfer(step, current: $0, total: $1)) })
        return Compositions(store: store, session: session, archive: settings.archive, report: report)
    }

    private func delivery(of name: ComposedName, _ progress: ProgressDisplay) -> BuildDelivery {
        var annotations = ImageAnnotations()
        if case .recipe(let recipe) = name {
            for (key, value) in recipe.annotations { annotations.add(key, value, to: .manifest) }
        }
        let (session, directory, usual) = (session, store.workDirectory, settings.access)
        return BuildDelivery(
            names: settings.names, annotations: annotations, session: session, store: store,
            workspace: Workspace(store: store),
            registries: { verifiesTLS throws(BuildError) in
                try Registries(session, temporaryDirectory: directory, access: usual.verifying(verifiesTLS)) {
                    progress.emit(.warning($0))
                }
            }, progress: progress)
    }
}
