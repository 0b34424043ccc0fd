import ArgumentParser
import Diagnostics
import Glibc

/// Runs the program: parses the command line, runs the verb, and turns every error into words and an exit status.
package enum EntryPoint {
    /// Must be called while the process has one thread: verbs that run steps make namespaces first.
    package static func run(_ arguments: [String]) -> Never {
        let isRun = arguments.first == "run"
        do {
            var command = try command(arguments)
            try command.run()
            exit(0)
        } catch {
            exit(report(error, isRun: isRun))
        }
    }

    private static func command(_ arguments: [String]) throws -> any ParsableCommand {
        if arguments.first == "build", let options = BuildOptions(plain: arguments.dropFirst()) {
            return BuildCommand(options: options)
        }
        try checkVerb(arguments)
        return try RootCommand.parseAsRoot(FlagSpelling.normalized(arguments))
    }

    /// - Throws: `usage`, with what was probably meant, for a first word that is no verb.
    private static func checkVerb(_ arguments: [String]) throws(BuildError) {
        guard let verb = arguments.first, !verb.hasPrefix("-"), verb != "help" else { return }
        let verbs = RootCommand.verbs
        guard !verbs.contains(verb) else { return }
        throw BuildError(
            .usage, "unknown command '\(verb)'", help: Suggestion.help(for: verb, in: verbs) ?? "see 'pith --help'")
    }

    /// Says what went wrong, on standard error, and gives the exit status.
    ///
    /// - Parameter isRun: whether the verb is `run`, whose own failures end with 125, as docker's do.
    package static func report(_ error: any Error, isRun: Bool = false) -> Int32 {
        if let error = error as? BuildError {
            Standard.error(DiagnosticRenderer(color: Session().hasColor).render(error))
            return isRun ? 125 : error.code.exitStatus
        }
        if error is CancellationError { return BuildError.Code.interrupted.exitStatus }
        let status = RootCommand.exitCode(for: error)
        let text = RootCommand.fullMessage(for: error)
        if status == .success {
            Standard.output(text.isEmpty ? "" : text + "\n")
            return 0
        }
        if !text.isEmpty { Standard.error((text.hasPrefix("Error:") ? "error:" + text.dropFirst(6) : text) + "\n") }
        return isRun ? 125 : status.rawValue
    }
}
