import Analysis
import Diagnostics
import ImageModel
import Store

/// Reports on images, wherever they are.
struct ImageReporter: Sendable {
    let settings: ReportSettings
    let session: Session
    let store: ImageStore

    /// Images with their reports, in the order in which they were named, each read once.
    ///
    /// - Throws: `imageNotFound`; `corrupt`; `invalidInput` for a file of advisories; what an image's place throws.
    func report(on names: [String]) async throws -> [(image: InspectedImage, report: ImageReport)] {
        let advisories = try self.advisories()
        let images = try await located(names)
        let progress = try ProgressDisplay.onStandardError(mode: settings.progress, environment: session.environment)
        defer { progress.finish() }
        var reports = [(InspectedImage, ImageReport)]()
        for (index, (name, image)) in zip(names, images).enumerated() {
            let inspected = try await progress.show(ProgressStep(index + 1), "[analyze] \(name)") { step in
                let inspected = try await reader(progress, step).read(image, named: name)
                let updates = try await updates(for: inspected, progress, step)
                return (
                    inspected, ImageReport(inspected, pendingSecurityUpdates: updates, advisories: advisories)
                )
            }
            reports.append(inspected)
        }
        return reports
    }

    /// Where the images are, Dockerfiles built.
    private func located(_ names: [String]) async throws -> [ReportedImage] {
        var images = [ReportedImage]()
        for name in names { images.append(try ReportedImage(name, in: store, session)) }
        for (index, image) in images.enumerated() {
            if case .dockerfile(let file, let context) = image {
                images[index] = .stored(try await build(file, context).description)
            }
        }
        return images
    }

    private func advisories() throws(BuildError) -> AdvisoryDatabase? {
        if settings.advisories.isEmpty { return nil }
        var advisories = AdvisoryDatabase()
        for file in settings.advisories {
            try advisories.add(try TextFile.read(file, limit: 256 << 20), named: file)
        }
        return advisories
    }

    /// That the archive does not answer is an error only if a rule needs to know.
    private func updates(
        for image: InspectedImage, _ progress: ProgressDisplay, _ step: ProgressStep
    ) async throws -> [PendingSecurityUpdate]? {
        guard let archive = settings.archive else { return nil }
        do {
            return try await SecurityUpdates(archive: archive, session: session, store: store)
                .pending(for: image, progress, step)
        } catch let error as BuildError {
            let isNeeded = settings.rules.contains { $0.figure == .pendingSecurityUpdates }
            if isNeeded || error.isCancellation { throw error }
            progress.emit(
                .warning(
                    Diagnostic(
                        .warning, code: "no-updates",
                        "which security updates '\(image.reference)' lacks is not known: \(error.message)")))
            return nil
        }
    }

    private func reader(_ progress: ProgressDisplay, _ step: ProgressStep) -> ImageReader {
        let (session, store, access) = (session, store, settings.access)
        return ImageReader(
            store: store,
            registries: { () throws(BuildError) in
                try Registries(session, temporaryDirectory: store.workDirectory, access: access) {
                    progress.emit(.warning($0))
                }
            }, platform: settings.platform, report: { progress.emit(.status(step, $0)) })
    }

    private func build(_ file: String, _ context: String) async throws -> Digest {
        let settings = try settings.build(file, context, session)
        let result = try await BuildPipeline(settings: settings, session: session, store: store).run()
        guard let image = result?.images.first else {
            throw BuildError(.internalError, "'\(file)' was built without an image")
        }
        return image.id
    }
}
