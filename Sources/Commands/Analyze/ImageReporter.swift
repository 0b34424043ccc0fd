import Analysis
import Diagnostics

/// Reports on images, wherever they are.
struct ImageReporter: Sendable {
    let settings: ReportSettings
    let finder: ImageFinder

    /// Images with their reports, in the order in which they were named, each read once.
    ///
    /// - Throws: `imageNotFound`; `corrupt`; `invalidInput` for a file of advisories; what an image's place throws.
    func report(on names: [String]) async throws -> [(image: InspectedImage, report: ImageReport)] {
        let advisories = try self.advisories()
        return try await finder.inspect(names, at: try await finder.locate(names)) { image, progress, step in
            let updates = try await updates(for: image, progress, step)
            return (image, ImageReport(image, pendingSecurityUpdates: updates, advisories: advisories))
        }
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
        for image: InspectedImage, _ progress: any ProgressSink, _ step: ProgressStep
    ) async throws -> [PendingSecurityUpdate]? {
        guard let archive = settings.archive else { return nil }
        do {
            return try await SecurityUpdates(archive: archive, session: finder.session, store: finder.store)
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
}
