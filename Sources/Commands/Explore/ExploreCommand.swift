import Analysis
import ArgumentParser
import Diagnostics
import Glibc

struct ExploreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explore", abstract: "Shows the layers of an image and the files in them, to look around in.",
        discussion: """
            For a person at a terminal: 'pith analyze' reports on an image without one. '?' shows the keys, which are dive's \
            where dive has one.

            Examples:
              pith explore app
              pith explore docker://registry.example/app:1
              pith explore oci-archive:app.tar
            """)

    @OptionGroup
    var images: ImageOptions

    @Argument(
        help: ArgumentHelp(
            "An image of the store, of a registry or an archive, named as for 'pith copy', or a Dockerfile, which is built first."
        ))
    var image: String

    func run() throws {
        let (name, session) = (image, Session())
        try Self.checkTerminal(session.environment)
        let settings = try ImageSettings(images, session)
        try TerminalSettings.restoreAtExit(STDIN_FILENO)
        let hasColor = ColorPolicy.allowsColor(isTerminal: true, environment: session.environment)
        try IsolatedCommand.run(session) { store in
            let finder = ImageFinder(settings: settings, session: session, store: store)
            let places = try await finder.locate([name])
            let inspected = try await finder.inspect([name], at: places) { image, _, _ in image }
            guard let place = places.first, let image = inspected.first else { return 0 }
            try Task.checkCancellation()
            let extractor = ImageExtractor(finder: finder, place: place, id: image.id)
            try await Explorer(image: ExplorerImage(image), hasColor: hasColor, extract: extractor.extract).run()
            return 0
        }
    }

    /// - Throws: `usage` unless a person can look, and type.
    private static func checkTerminal(_ environment: [String: String]) throws(BuildError) {
        let help = "'pith analyze' reports on an image without a terminal"
        guard isatty(STDOUT_FILENO) == 1 else {
            throw BuildError(.usage, "standard output is not a terminal", help: help)
        }
        guard isatty(STDIN_FILENO) == 1 else {
            throw BuildError(.usage, "standard input is not a terminal", help: help)
        }
        guard let name = environment["TERM"], !name.isEmpty, name != "dumb" else {
            throw BuildError(.usage, "the terminal can't be used: TERM is '\(environment["TERM"] ?? "")'", help: help)
        }
    }
}
