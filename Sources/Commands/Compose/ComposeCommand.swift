import ArgumentParser
import Diagnostics

struct ComposeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compose", abstract: "Composes an image from Debian's signed packages, without a registry.",
        discussion: """
            No program of a package runs: what is in an image is what its packages hold, and what its specification says. \
            The images are those of the catalogue (--list), those of specifications of your own, and 'debian', which has apt.

            Examples:
              pith compose --list
              pith compose python3-debian13:nonroot -t python
              pith lock app.toml -o app.lock; pith compose app.toml --lock app.lock -t app
              pith compose --explain java21-debian13
              pith compose --outdated app
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("Name the image; may be repeated.", valueName: "name[:tag]"))
    var tag: [String] = []

    @Option(
        name: [.customShort("o"), .long],
        help: ArgumentHelp(
            "Where the image goes, as for 'pith build': type=image (the store, default), registry, oci, docker, tar or local.",
            valueName: "type=...,dest=..."))
    var output: [String] = []

    @Flag(help: "Push the image to its registries: type=registry.")
    var push = false

    @Option(help: ArgumentHelp("Take exactly the packages of this lock, which 'pith lock' made.", valueName: "file"))
    var lock: String?

    @Flag(help: "Take the newest packages, also where the image was composed before.")
    var pull = false

    @Option(
        help: ArgumentHelp(
            "Compose for these platforms (default: this machine's); several, with commas, become one index.",
            valueName: "os/arch[,os/arch]"))
    var platform: [String] = []

    @OptionGroup
    var archive: ArchiveOptions

    @OptionGroup
    var transfers: TransferOptions

    @Flag(help: "List the images of the catalogue.")
    var list = false

    @Flag(help: "Say of each package why it is there and what it weighs, and compose nothing.")
    var explain = false

    @Flag(help: "List the packages of an image, of the store or the catalogue, that have security updates.")
    var outdated = false

    @Option(help: "How lists are written: table or json.")
    var format = ListFormat.table

    @Option(
        help: ArgumentHelp(
            "How to show progress: auto, tty, plain, rawjson or quiet (also BUILDKIT_PROGRESS).", valueName: "mode"))
    var progress: ProgressMode?

    @Flag(name: .shortAndLong, help: "Print the image's ID only.")
    var quiet = false

    @Option(help: ArgumentHelp("Write the image's ID to this file.", valueName: "file"))
    var iidfile: String?

    @Argument(
        help: ArgumentHelp(
            "An image of the catalogue, perhaps with a tag, or a specification: a file that ends in '.toml'.",
            valueName: "name|spec.toml"))
    var name: String?

    func validate() throws {
        if [list, explain, outdated].count(where: \.self) > 1 {
            throw ValidationError("--list, --explain and --outdated can't be used together")
        }
        if name == nil, !list {
            throw ValidationError("compose needs the name of an image or a specification: see --list")
        }
    }

    func run() throws {
        let session = Session()
        guard let name, !list else {
            Standard.output(try CatalogueList.render(format))
            return
        }
        let settings = try CompositionSettings(self, session)
        let (explains, outdates, format) = (explain, outdated, format)
        try IsolatedCommand.run(session) { store in
            let pipeline = CompositionPipeline(settings: settings, session: session, store: store)
            if explains {
                try await pipeline.explain(name, format)
            } else if outdates {
                try await pipeline.listUpdates(of: name, format)
            } else {
                try await pipeline.compose(name)
            }
            return 0
        }
    }
}
