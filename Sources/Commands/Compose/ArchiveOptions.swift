import ArgumentParser
import Debian
import Diagnostics

/// Options of verbs that read Debian's archive.
struct ArchiveOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Take Debian packages from this mirror (default: the one of this machine's apt).", valueName: "url"))
    var mirror: String?

    @Option(help: ArgumentHelp("Trust the keys in this file (default: those of Debian's archive).", valueName: "file"))
    var keyring: String?

    @Flag(help: "Take release files that have expired, as those of snapshots of the archive have.")
    var allowExpired = false
}

/// Which archive packages come from, and what is trusted of it.
struct ArchiveSettings: Sendable {
    /// In place of this machine's.
    let mirror: DebianMirror?
    /// The path of the keys that may sign; nil for Debian's.
    let keyring: String?
    let checksValidity: Bool

    /// - Throws: `usage` for a mirror that can't be used.
    init(
        mirror: String?, keyring: String?, checksValidity: Bool = true, _ configuration: Configuration,
        _ session: Session
    ) throws(BuildError) {
        self.mirror = try (mirror ?? configuration.mirror).map { text throws(BuildError) in
            try DebianMirror(parsing: text)
        }
        self.keyring = (keyring ?? configuration.keyring).map(session.absolute)
        self.checksValidity = checksValidity
    }

    init(
        _ options: ArchiveOptions, _ configuration: Configuration, _ session: Session
    ) throws(BuildError) {
        try self.init(
            mirror: options.mirror, keyring: options.keyring, checksValidity: !options.allowExpired, configuration,
            session)
    }
}
