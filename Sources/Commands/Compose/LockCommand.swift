import ArgumentParser
import Debian
import Diagnostics

struct LockCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lock", abstract: "Lists the exact packages that an image would be composed of.",
        discussion: """
            A lock has each package's version, path in the archive, size and digest. Whoever composes with it gets the same \
            image, digest for digest, as long as a mirror, or a snapshot of one, has the packages.

            Examples:
              pith lock app.toml -o app.lock
              pith lock --platform linux/amd64,linux/arm64 python3-debian13
            """)

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write the lock to this file (default: standard output).", valueName: "file"))
    var output: String?

    @Option(
        help: ArgumentHelp(
            "Lock the packages for these platforms (default: this machine's).", valueName: "os/arch[,os/arch]"))
    var platform: [String] = []

    @OptionGroup
    var archive: ArchiveOptions

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    @Argument(
        help: ArgumentHelp(
            "An image of the catalogue, or a specification: a file that ends in '.toml'.", valueName: "name|spec.toml"))
    var name: String

    func run() throws {
        let session = Session()
        let settings = try CompositionSettings(self, session)
        let (name, output) = (name, output)
        try IsolatedCommand.run(session) { store in
            let text = try await CompositionPipeline(settings: settings, session: session, store: store).lock(name)
                .encoded()
            if let output {
                try TextFile.write(text, to: session.absolute(output))
            } else {
                Standard.output(text)
            }
            return 0
        }
    }
}
