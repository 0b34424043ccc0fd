package import Diagnostics

/// Runs processes, one each call.
package protocol ProcessRunner: Sendable {
    /// Runs a process to its end.
    ///
    /// A status other than 0 is a result, not an error. When the calling task is cancelled, the process is stopped and
    /// its end awaited before the call throws. Throws `BuildError`: `sandbox` where the sandbox could not be made,
    /// `interrupted` or `terminated` where the task was cancelled.
    func run(
        _ process: SandboxProcess, input: ProcessInput, output: ProcessOutput
    ) async throws(BuildError) -> ExitStatus
}

/// What a process reads.
package enum ProcessInput: Sendable, Hashable {
    /// Nothing. The process gets a session of its own, so that Ctrl-C on the terminal reaches it by its caller only.
    case none
    /// The caller's standard input. Signals that reach the caller go to the process, and do not stop the caller.
    case inherit
}

/// Where the output of a process goes.
package enum ProcessOutput: Sendable {
    /// To the caller's standard output and standard error.
    case inherit
    /// Both to the caller's standard error.
    case standardError
    /// To a function, standard output and standard error in one stream, in pieces as they come; one call at a
    /// time. With runc the order between the two is not kept.
    case stream(@Sendable ([UInt8]) -> Void)
}
