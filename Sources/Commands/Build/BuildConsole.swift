import Diagnostics
import Execution
import Glibc
import Sandbox

/// Where `--on-error` speaks to the person: the terminal, or standard error, while progress waits.
struct BuildConsole: FailureConsole {
    let progress: ProgressDisplay
    /// Whether progress is JSON, in which what a command writes has its place.
    let isRawJSON: Bool
    let hasShell: Bool
    let hasColor: Bool

    func begin(_ failure: BuildError, of step: ProgressStep) {
        if isRawJSON, !hasShell { return }
        progress.suspend()
        guard hasShell else { return }
        // It is said once more at the end, which may be far off.
        show(DiagnosticRenderer(color: hasColor).render(failure))
        show("A shell in the step's root file system follows. The build ends when it does.\n")
    }

    func write(_ bytes: [UInt8], of step: ProgressStep) {
        guard !bytes.isEmpty else { return }
        if isRawJSON { progress.emit(.log(step, bytes)) } else { show(String(decoding: bytes, as: UTF8.self)) }
    }

    func warn(_ problem: Diagnostic) {
        if isRawJSON {
            progress.emit(.warning(problem))
        } else {
            show(DiagnosticRenderer(color: hasColor).render(problem))
        }
    }

    func end() { progress.resume() }

    /// Standard output is for results, unless a shell has nothing else that is a terminal.
    private func show(_ text: String) {
        DescriptorWriter(descriptor: hasShell && isatty(STDERR_FILENO) == 0 ? STDOUT_FILENO : STDERR_FILENO).write(text)
    }
}

/// The value of `--on-error`.
enum OnError: Hashable, Sendable {
    case shell
    case command(String)

    /// - Throws: `usage` for nothing, and for a shell where there is no terminal.
    init(parsing text: String) throws(BuildError) {
        guard !text.allSatisfy(\.isWhitespace) else {
            throw BuildError(.usage, "--on-error names neither 'shell' nor a command")
        }
        guard text == "shell" else {
            self = .command(text)
            return
        }
        guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 || isatty(STDOUT_FILENO) == 1 else {
            throw BuildError(
                .usage, "'--on-error shell' can't be served: there is no terminal",
                help: "name a command instead: --on-error 'ls -l'")
        }
        self = .shell
    }

    /// - Parameter terminal: the kind of terminal there is, as `TERM` has it.
    func reaction(on console: BuildConsole, terminal: String?) -> FailureReaction {
        switch self {
        case .shell:
            let output: ProcessOutput = isatty(STDOUT_FILENO) == 1 ? .inherit : .standardError
            return FailureReaction(.shell(output, terminal: terminal ?? "xterm"), console: console)
        case .command(let command): return FailureReaction(.command(command), console: console)
        }
    }
}
