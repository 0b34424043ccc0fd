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
    func runCommand(
        _ run: RunOperation, _ step: Step, _ inputs: StepInputs, _ keys: StepKeys
    ) async throws -> Snapshot {
        let runner = try workspace.runner()
        return try await makeLayer(of: step, on: inputs.base, keys) { root in
            let process = try self.process(run, root)
            let shown = self.shown(step)
            let log = Mutex(StepLog(limit: 10))
            let progress = self.progress
            let status = try await runner.run(
                process, input: .none,
                output: .stream { bytes in
                    log.withLock { $0.append(bytes, to: shown) }
                    progress.emit(.log(shown, bytes))
                })
            guard status.isSuccess else { throw Self.failure(run, status, log.withLock { $0.lines(of: shown) }, step) }
        }
    }

    private func process(_ run: RunOperation, _ path: FilePath) throws(BuildError) -> SandboxProcess {
        let root = try RootedDirectory(path)
        let user = try AccountDatabase(in: root).user(run.user)
        // A directory that an earlier step has removed again is made anew, as for a container.
        if try root.status(of: FilePath(run.workingDirectory)) == nil {
            try root.makeDirectories(FilePath(run.workingDirectory))
        }
        var process = SandboxProcess(
            root: path, arguments: run.arguments, environment: Self.environment(run, home: user.home ?? "/"),
            workingDirectory: FilePath(run.workingDirectory), network: SandboxNetwork(run.network))
        process.user = user.user
        process.group = user.group
        process.supplementaryGroups = user.supplementaryGroups
        process.hostname = "buildkitsandbox"
        for file in replacements {
            if let mount = try file.mount(in: root, copies: workspace) { process.mounts.append(mount) }
        }
        return process
    }

    /// The stage's variables, the proxies, and HOME, which docker sets for a process whose environment has none.
    private static func environment(_ run: RunOperation, home: String) -> [String] {
        let environment = run.environment + run.proxyEnvironment
        return environment.contains { $0.hasPrefix("HOME=") } ? environment : environment + ["HOME=\(home)"]
    }

    private static func failure(_ run: RunOperation, _ status: ExitStatus, _ lines: [String], _ step: Step)
        -> BuildError
    {
        let what: String
        switch status {
        case .exited(let code): what = "RUN exited with status \(code): \(run.commandText)"
        case .notFound(let why): what = "RUN can't start: \(why)"
        case .notExecutable(let why): what = "RUN can't start: \(why)"
        }
        let notes = lines.isEmpty ? [] : ["last lines of \(step.name):\n\(lines.joined(separator: "\n"))"]
        let diagnostic = Diagnostic(code: BuildError.Code.stepFailed.rawValue, what, at: step.origin, notes: notes)
        return BuildError(.stepFailed, [diagnostic])
    }
}

extension RunOperation {
    /// The command as the Dockerfile has it: without the shell that it is given to.
    fileprivate var commandText: String { arguments.count == 3 ? arguments[2] : arguments.joined(separator: " ") }
}

extension SandboxNetwork {
    fileprivate init(_ mode: NetworkMode) {
        switch mode {
        case .host: self = .host
        case .none: self = .none
        }
    }
}
