import Debian
import Diagnostics
import ImageModel

/// The options of a composition, checked.
struct CompositionSettings: Sendable {
    var names: [ImageReference] = []
    var outputs: [RequestedOutput] = []
    /// In the order in which they were asked for, each once.
    let platforms: [Platform]
    let archive: ArchiveSettings
    /// How registries are reached.
    var access = RegistryAccess()
    var lock: PackageLockFile?
    var renews = false
    var progress: ProgressMode?
    var isQuiet = false
    var idFile: String?

    init(_ command: ComposeCommand, _ session: Session) throws(BuildError) {
        names = try BuildSettings.names(command.tag)
        outputs = try BuildSettings.outputs(command.output, names, pushes: command.push, keeps: false)
        platforms = try BuildSettings.platforms(command.platform)
        if platforms.count > 1 { try BuildSettings.checkIndex(outputs) }
        archive = try ArchiveSettings(command.archive, try Configuration.load(session), session)
        access = try RegistryAccess(command.transfers, session)
        lock = try command.lock.map { path throws(BuildError) in
            try PackageLockFile(parsing: SourceFile(name: path, bytes: try TextFile.read(session.absolute(path))))
        }
        renews = command.pull
        isQuiet = command.quiet
        progress = command.quiet ? .quiet : command.progress
        idFile = command.iidfile
        if lock != nil, renews {
            throw BuildError(.usage, "--lock and --pull can't be used together: a lock says which packages")
        }
    }

    init(_ command: LockCommand, _ session: Session) throws(BuildError) {
        platforms = try BuildSettings.platforms(command.platform)
        archive = try ArchiveSettings(command.archive, try Configuration.load(session), session)
        progress = command.quiet ? .quiet : nil
    }
}
