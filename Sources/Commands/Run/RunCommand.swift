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
              pith run --failed cat config.log
              pith run -it --rm -v "$PWD:/src" -w /src debian bash
            """)

    @OptionGroup
    var options: RunOptions

    @Argument(help: "The image: a name, or an ID.")
    var image: String?

    @Argument(parsing: .captureForPassthrough, help: "The command, in place of the image's own, or its arguments.")
    var arguments: [String] = []

    func run() throws {
        let session = Session()
        if let image, image.hasPrefix("-"), !options.failed {
            let known = RunOptions.names
            throw BuildError(
                .usage, "unknown option '\(image)'",
                help: Suggestion.help(for: image, in: known) ?? "see 'pith run --help'")
        }
        let container = try ContainerSettings(options, session)
        if options.failed {
            let failed = FailedContainer(
                settings: try checked(container), arguments: (image.map { [$0] } ?? []) + arguments)
            try IsolatedCommand.run(session, isRun: true) { store in try await failed.run(in: store) }
        }
        guard let image else {
            throw BuildError(.usage, "no image is named", help: "write 'pith run IMAGE', or 'pith run --failed'")
        }
        let (arguments, options) = (arguments, options)
        try IsolatedCommand.run(session, isRun: true) { store in
            let found = try await options.findImage(image, in: store, session)
            return try await Container(settings: container, image: found, arguments: arguments).run(in: store)
        }
    }

    /// What an image has and a failed step has not.
    private func checked(_ container: ContainerSettings) throws(BuildError) -> ContainerSettings {
        for (name, isGiven) in [
            ("--entrypoint", options.entrypoint != nil), ("--platform", options.platform != nil),
            ("--pull", options.pull != .missing),
        ] where isGiven {
            throw BuildError(.usage, "'\(name)' can't be used with '--failed': there is no image")
        }
        return container
    }
}
