/// A suite of one of the archives on a mirror.
struct ArchiveSuite: Sendable {
    /// `trixie-security`
    let name: String
    /// The archive's address, without slashes at its end.
    let archive: String

    /// Where its release file and indexes are.
    var address: String { "\(archive)/dists/\(name)" }
}

extension DebianMirror {
    /// A release, its updates and its security updates.
    func suites(of release: DebianRelease) -> [ArchiveSuite] {
        [
            ArchiveSuite(name: release.suite, archive: main),
            ArchiveSuite(name: "\(release.suite)-updates", archive: main),
            ArchiveSuite(name: "\(release.suite)-security", archive: security),
        ]
    }

    /// Where a package may be: security updates are in an archive of their own, whose paths usually tell.
    func addresses(of path: String) -> [String] {
        let archives = path.hasPrefix("pool/updates/") ? [security, main] : [main, security]
        return archives.map { "\($0)/\(path)" }
    }
}
