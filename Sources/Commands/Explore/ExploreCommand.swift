import ArgumentParser
import Diagnostics
import Execution
import Glibc
import Store

struct ExploreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explore", abstract: "Shows the layers of an image and the files in them, to look around in.",
        discussion: """
            For people at a terminal: 'pith analyze' and 'pith compare' report as text and as JSON. '?' shows the keys,
            which are dive's where dive has one.

            Examples:
              pith explore app
              pith explore sha256:5f70bf18a086
            """)

    @Argument(help: "A name or an ID.")
    var image: String

    func run() throws {
        let (name, session) = (image, Session())
        try Self.checkTerminal(session.environment)
        try TerminalSettings.restoreAtExit(STDIN_FILENO)
        let hasColor = ColorPolicy.allowsColor(isTerminal: true, environment: session.environment)
        try IsolatedCommand.run(session) { store in
            let image = try ImageLookup(store: store).image(name)
            let inspected = try await image.inspect(named: name, in: store)
            let extractor = try ImageExtractor(store: store, image: image)
            try await Explorer(image: ExplorerImage(inspected), hasColor: hasColor, extract: extractor.extract).run()
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
