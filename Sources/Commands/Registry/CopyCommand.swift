import ArgumentParser
import Diagnostics
import Execution
import ImageModel
import Layers
import Registry
import Store
import SystemPackage

struct CopyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy", abstract: "Copies an image between registries, archives, directories and the store.",
        discussion: """
            Places: docker://NAME, oci:DIRECTORY[:TAG], oci-archive:FILE[:NAME], docker-archive:FILE[:NAME], \
            store:NAME, or a name alone for the store.

            Examples:
              pith copy docker://debian:12 oci:debian:12
              pith copy --all docker://registry.example/app docker://other.example/app
              pith copy app oci-archive:app.tar
            """)

    @Flag(name: .shortAndLong, help: "Copy all platforms of an image that has several.")
    var all = false

    @Option(help: ArgumentHelp("Copy the image of this platform (default: this machine's).", valueName: "os/arch"))
    var platform: String?

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    @OptionGroup
    var compression: CompressionOptions

    @OptionGroup
    var transfers: TransferOptions

    @Argument(help: "Where the image is.")
    var source: String

    @Argument(help: "Where it goes.")
    var destination: String

    func run() throws {
        guard !all || platform == nil else { throw BuildError(.usage, "--all and --platform exclude each other") }
        let platform = try platform.map { text throws(BuildError) in try Platform(parsing: text) } ?? .host
        let session = Session()
        let access = try RegistryAccess(transfers, session)
        let (from, to) = (try ImageAddress(parsing: source, session), try ImageAddress(parsing: destination, session))
        let compression = compression.isGiven ? try compression.layerCompression() : nil
        let command = self
        try IsolatedCommand.run(session) { store in
            let progress = try ProgressDisplay.onStandardError(
                mode: command.quiet ? .quiet : nil, environment: session.environment)
            defer { progress.finish() }
            let registries = try Registries(
                session, temporaryDirectory: store.workDirectory, access: access,
                warn: { progress.emit(.warning($0)) })
            let transfer = ImageTransfer(
                store: store, registries: registries, platform: command.all ? nil : platform,
                compression: compression, progress: progress)
            let name = "copying \(command.source) to \(command.destination)"
            try await progress.show(ProgressStep(1), name) { step in try await transfer.copy(from, to: to, step) }
            return 0
        }
    }
}
