import Diagnostics
import Layers
import Planning
import Sandbox
import Store
import Synchronization
import SystemPackage

extension OperationRunner {
    /// RUN: a command in the root file system; what it changes becomes the layer.
    ///
    /// - Throws: `stepFailed` with the command, its status and its last lines.
    ///
    /// - Parameter isolate: stops all other steps; false if another one failed first.
    func runCommand(
        _ run: RunOperation, _ step: Step, _ inputs: StepInputs, _ keys: StepKeys, _ isolate: @Sendable () async -> Bool
    ) async throws -> Snapshot {
        let runner = try workspace.runner()
        return try await withMounts(of: run, step, inputs) { mounts in
            let mounts = try addDevices(of: run, to: mounts)
            let failed = FailedStep(step, run, on: inputs.base?.id, mounts.lasting)
            return try await makeLayer(of: step, on: inputs.base, keys, keepingAs: failed) { root in
                let process = try self.process(run, root, mounts)
                let log = Mutex(StepOutput(step: self.shown(step), hiding: mounts.secrets, self.progress))
                let status = try await within(facilities.timeLimit?.duration) {
                    try await runner.run(
                        process, input: .none, output: .stream { bytes in log.withLock { $0.take(bytes) } })
                }
                let lines = log.withLock { $0.finish() }
                if let status, status.isSuccess { return }
                if let status, !status.hasStarted(lines), let foreign = ForeignProgram(of: run, in: root) {
                    throw Self.failure(foreign, step)
                }
                let failure = self.failure(run, status, lines, step)
                await react(
                    to: FailingStep(
                        step: step, shell: run.shell, process: process, secrets: mounts.secrets, failure: failure),
                    isolate)
                throw failure
            }
        }
    }

    private func process(
        _ run: RunOperation, _ path: FilePath, _ mounts: PreparedMounts
    ) throws(BuildError) -> SandboxProcess {
        var process = try run.process(in: path, mounts)
        let root = try RootedDirectory(path)
        var replaced = [SandboxMount]()
        for file in replacements {
            if let mount = try file.mount(in: root, copies: workspace) { replaced.append(mount) }
        }
        process.mounts = replaced + process.mounts
        try facilities.authorities?.show(to: &process, in: workspace)
        process.resources = facilities.resources
        return process
    }

    private static func failure(_ foreign: ForeignProgram, _ step: Step) -> BuildError {
        let (message, help) = foreign.failure
        let diagnostic = Diagnostic(code: "foreign-platform", message, at: step.origin, help: help)
        return BuildError(.stepFailed, [diagnostic])
    }

    /// - Parameter status: nil if the time was up.
    private func failure(_ run: RunOperation, _ status: ExitStatus?, _ lines: [String], _ step: Step) -> BuildError {
        let what: String
        var notes = lines.isEmpty ? [] : ["last lines of \(step.name):\n\(lines.joined(separator: "\n"))"]
        switch status {
        case nil: what = "RUN was stopped after \(facilities.timeLimit?.text ?? ""), its time limit: \(run.commandText)"
        case .exited(let code): what = "RUN exited with status \(code): \(run.commandText)"
        case .limited(let code, let limits):
            what = "RUN exited with status \(code): \(run.commandText)"
            notes.append("the step reached its limit of \(limits.joined(separator: " and of "))")
        case .notFound(let why), .notExecutable(let why): what = "RUN can't start: \(why)"
        }
        let diagnostic = Diagnostic(
            code: BuildError.Code.stepFailed.rawValue, what, at: step.origin, notes: notes,
            help: "look into its root file system with 'pith run --failed'")
        return BuildError(.stepFailed, [diagnostic])
    }
}

extension ExitStatus {
    /// Whether a command that failed was executed at all. Some runtimes tell of it only by what the container wrote.
    fileprivate func hasStarted(_ lines: [String]) -> Bool {
        guard case .exited = self else { return false }
        return !lines.contains { $0.lowercased().contains("exec format error") }
    }
}

extension RunOperation {
    /// The command as the Dockerfile has it, without the shell that it is given to; the first line of several.
    fileprivate var commandText: String {
        let text = arguments.count == 3 ? arguments[2] : arguments.joined(separator: " ")
        let lines = text.split(whereSeparator: \.isNewline)
        return lines.count > 1 ? "\(lines[0])..." : text
    }
}
