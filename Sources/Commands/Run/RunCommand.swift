import ArgumentParser
import Diagnostics
import Execution
import ImageModel
import Sandbox
import Store

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Runs a command in a container of an image.",
        discussion: """
            Standard input (with -i), the exit status and signals pass through.

            Examples:
              pith run --rm app
              echo '2 * 100' | pith run -i --rm calculator
              pith run --pull always registry.example/app
              pith run -it --rm -v "$PWD:/src" -w /src debian bash
            """)

    @OptionGroup
    var options: RunOptions

    @Argument(help: "The image: a name, or an ID.")
    var image: String

    @Argument(parsing: .captureForPassthrough, help: "The command, in place of the image's own, or its arguments.")
    var arguments: [String] = []

    func run() throws {
        let session = Session()
        if image.hasPrefix("-") {
            let known = RunOptions.names
            throw BuildError(
                .usage, "unknown option '\(image)'",
                help: Suggestion.help(for: image, in: known) ?? "see 'pith run --help'")
        }
        let container = try ContainerSettings(options, session)
        let (image, arguments, options) = (image, arguments, options)
        try IsolatedCommand.run(session, isRun: true) { store in
            let found = try await options.findImage(image, in: store, session)
            return try await Container(settings: container, image: found, arguments: arguments).run(in: store)
        }
    }
}
