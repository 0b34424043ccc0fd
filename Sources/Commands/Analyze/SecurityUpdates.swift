import Analysis
import Debian
import Diagnostics
import ImageModel
import Store

/// Asks Debian's security archive what an image lacks.
struct SecurityUpdates: Sendable {
    let archive: ArchiveSettings
    let session: Session
    let store: ImageStore

    /// The updates of an image's packages; none for an image without Debian packages.
    ///
    /// - Returns: nil for an image of a release that nothing is known of.
    /// - Throws: what the archive throws.
    func pending(for image: InspectedImage, _ progress: any ProgressSink, _ step: ProgressStep) async throws
        -> [PendingSecurityUpdate]?
    {
        let packages = image.packages.filter { $0.kind == .debian }
        if packages.isEmpty { return [] }
        guard let release = DebianRelease(image.operatingSystem) else { return nil }
        let compositions = Compositions(
            store: store, session: session, archive: archive,
            report: CompositionReport(
                line: { progress.emit(.status(step, $0)) },
                transfer: { progress.emit(.transfer(step, current: $0, total: $1)) }))
        return try await compositions.packages(of: release, for: image.config.platform)
            .securityUpdates(for: packages.map { ($0.name, $0.version) })
            .map { PendingSecurityUpdate(package: $0.package, installed: $0.installed, fixed: $0.fixed) }
    }
}

extension DebianRelease {
    /// The release that an image says it is of; nil for one that is not known here.
    init?(_ system: OperatingSystem?) {
        guard let system, system.id == "debian" else { return nil }
        self.init(distribution: "debian\(system.version)")
    }
}
