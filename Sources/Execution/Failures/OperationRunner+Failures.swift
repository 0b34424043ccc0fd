import Diagnostics
import ImageModel
import Planning
import Sandbox
import Store
import Synchronization

/// A RUN step that failed, with its root file system still mounted.
struct FailingStep: Sendable {
    let step: Step
    let shell: String
    /// As it ran.
    let process: SandboxProcess
    /// What no output may show.
    let secrets: [[UInt8]]
    let failure: BuildError
}

extension OperationRunner {
    /// Does what `--on-error` asks for. Whatever comes of it, the step's own failure is what the build ends with.
    ///
    /// - Parameter isolate: stops all other steps; false if there is nothing to do, since another one failed first.
    func react(to failing: FailingStep, _ isolate: @Sendable () async -> Bool) async {
        guard let reaction, await isolate() else { return }
        let step = shown(failing.step)
        reaction.console.begin(failing.failure, of: step)
        defer { reaction.console.end() }
        do {
            let status = try await run(reaction, in: failing)
            guard case .notFound = status else { return }
            let shell = failing.arguments(for: reaction)[0]
            reaction.console.warn(
                Diagnostic(
                    .warning, code: "no-shell",
                    "'--on-error' can't be served: there is no '\(shell)' in the root file system of the step", at: nil)
            )
        } catch {
            guard !error.isCancellation else { return }
            let why = (error as? BuildError)?.message ?? "\(error)"
            reaction.console.warn(
                Diagnostic(.warning, code: "no-shell", "'--on-error' can't be served: \(why)", at: nil))
        }
    }

    private func run(_ reaction: FailureReaction, in failing: FailingStep) async throws -> ExitStatus {
        var process = failing.process
        process.arguments = failing.arguments(for: reaction)
        switch reaction.kind {
        case .shell(let output, let terminal):
            process.hasTerminal = true
            if !process.environment.contains(where: { $0.hasPrefix("TERM=") }) {
                process.environment.append("TERM=\(terminal)")
            }
            return try await workspace.runner().run(process, input: .inherit, output: output)
        case .command:
            let step = shown(failing.step)
            let redaction = Mutex(SecretRedaction(failing.secrets))
            let status = try await workspace.runner().run(
                process, input: .none,
                output: .stream { bytes in
                    redaction.withLock { reaction.console.write($0.pass(bytes), of: step) }
                })
            redaction.withLock { reaction.console.write($0.finish(), of: step) }
            return status
        }
    }

    /// Keeps the layer of a step that failed, or drops it if that can't be done.
    func keep(_ tree: WorkingTree, of failed: FailedStep) {
        do throws(BuildError) {
            try store.failedSteps.keep(tree, record: try CanonicalJSON.encode(failed))
        } catch {
            store.snapshots.discard(tree)
        }
    }
}

extension FailingStep {
    func arguments(for reaction: FailureReaction) -> [String] {
        switch reaction.kind {
        case .shell: [shell]
        case .command(let command): ["/bin/sh", "-c", command]
        }
    }
}
