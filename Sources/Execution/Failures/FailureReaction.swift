package import Diagnostics
package import Sandbox

/// What is done in the root file system of a RUN step that failed, before the build ends (`--on-error`).
package struct FailureReaction: Sendable {
    package enum Kind: Sendable {
        /// A shell on the caller's terminal: where it shows things, and the value of `TERM`.
        case shell(ProcessOutput, terminal: String)
        /// A command that `/bin/sh -c` is given.
        case command(String)
    }

    let kind: Kind
    let console: any FailureConsole

    package init(_ kind: Kind, console: any FailureConsole) {
        self.kind = kind
        self.console = console
    }
}

/// Lends what progress is shown on to the reaction to a failure. Its functions are called in the order in which they stand
/// here, `write` and `warn` as often as there is something.
package protocol FailureConsole: Sendable {
    /// Stops showing progress. All other steps have ended.
    func begin(_ failure: BuildError, of step: ProgressStep)

    /// Shows what a command writes.
    func write(_ bytes: [UInt8], of step: ProgressStep)

    /// Says why the reaction could not be had.
    func warn(_ problem: Diagnostic)

    /// Goes on showing progress.
    func end()
}
