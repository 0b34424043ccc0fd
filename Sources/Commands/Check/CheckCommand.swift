import ArgumentParser
import Diagnostics
import Glibc

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Checks Dockerfiles without building them.",
        discussion: """
            Applies BuildKit's build checks and Pith's own rules. Ends with 1 if it finds something.

            Examples:
              pith check
              pith check -f docker/Dockerfile .
              pith check --format sarif services/*/Dockerfile
            """)

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "A Dockerfile; '-' reads it from standard input (default: PATH/Dockerfile); may be repeated.",
            valueName: "file"))
    var file: [String] = []

    @OptionGroup
    var options: CheckOptions

    @Option(help: "text, json, sarif (2.1.0) or github (annotations).")
    var format = CheckFormat.text

    @Argument(
        help: ArgumentHelp(
            "Build contexts, directories with a Dockerfile, or Dockerfiles (default: the current directory).",
            valueName: "path"))
    var paths: [String] = []

    func validate() throws {
        guard file.isEmpty || paths.count <= 1 else { throw ValidationError("with -f there is one build context") }
    }

    func run() throws {
        let session = Session()
        let inputs = try CheckInput.all(files: file, paths: paths.isEmpty ? ["."] : paths)
        let checker = try Checker(options, session, appliesOwnRules: true)
        var files: [CheckedFile] = []
        for input in inputs { files.append(try checker.check(input)) }
        let color = ColorPolicy.allowsColor(isTerminal: isatty(STDOUT_FILENO) == 1, environment: session.environment)
        Standard.output(try CheckReport(files).render(format, color: color))
        guard files.allSatisfy(\.diagnostics.isEmpty) else { throw ExitCode(1) }
    }
}

/// What a build would be asked, as far as checks need it; docker's spelling.
struct CheckOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Check this stage and those it needs (default: all stages).", valueName: "stage"))
    var target: String?

    @Option(
        help: ArgumentHelp(
            "Set an ARG; without a value it comes from the environment; may be repeated.", valueName: "name[=value]"))
    var buildArg: [String] = []

    @Option(
        help: ArgumentHelp(
            "Name a further source, which replaces base images; may be repeated.", valueName: "name=source"))
    var buildContext: [String] = []

    @Option(help: ArgumentHelp("The platform that is built for (default: this machine's).", valueName: "os/arch"))
    var platform: String?
}
