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
        return try await withMounts(of: run, step, inputs) { mounts in
            try await makeLayer(of: step, on: inputs.base, keys) { root in
                let process = try self.process(run, root, mounts)
                let log = Mutex(StepOutput(step: self.shown(step), hiding: mounts.secrets, self.progress))
                let status = try await runner.run(
                    process, input: .none, output: .stream { bytes in log.withLock { $0.take(bytes) } })
                let lines = log.withLock { $0.finish() }
                if status.isSuccess { return }
                if !status.hasStarted(lines), let foreign = ForeignProgram(of: run, in: root) {
                    throw Self.failure(foreign, step)
                }
                throw Self.failure(run, status, lines, step)
            }
        }
    }

    private func process(
        _ run: RunOperation, _ path: FilePath, _ mounts: PreparedMounts
    ) throws(BuildError) -> SandboxProcess {
        let root = try RootedDirectory(path)
        let user = try AccountDatabase(in: root).user(run.user)
        // A directory that an earlier step has removed again is made anew, as for a container.
        if try root.status(of: FilePath(run.workingDirectory)) == nil {
            try root.makeDirectories(FilePath(run.workingDirectory))
        }
        var process = SandboxProcess(
            root: path, arguments: run.arguments, environment: Self.environment(run, mounts, home: user.home ?? "/"),
            workingDirectory: FilePath(run.workingDirectory), network: SandboxNetwork(run.network))
        process.user = user.user
        process.group = user.group
        process.supplementaryGroups = user.supplementaryGroups
        process.hostname = "buildkitsandbox"
        for file in replacements {
            if let mount = try file.mount(in: root, copies: workspace) { process.mounts.append(mount) }
        }
        process.mounts += mounts.mounts
        process.hosts = run.resources.hosts.map { HostAddress(name: $0.name, address: $0.address) }
        process.sharedMemory = run.resources.sharedMemory
        process.limits = run.resources.limits.map { ProcessLimit(type: $0.name, hard: $0.hard, soft: $0.soft) }
        if run.isPrivileged {
            process.isPrivileged = true
            process.capabilities = Capability.available
        }
        return process
    }

    /// The stage's variables, the proxies, what mounts set, and HOME, which docker sets for a process whose environment has
    /// none.
    private static func environment(_ run: RunOperation, _ mounts: PreparedMounts, home: String) -> [String] {
        var environment = run.environment + run.proxyEnvironment
        for (name, value) in mounts.environment {
            let isSet = environment.contains { $0.hasPrefix("\(name)=") }
            // A stage that names an agent of its own means it.
            if isSet, name == agentVariable { continue }
            environment.removeAll { $0.hasPrefix("\(name)=") }
            environment.append("\(name)=\(value)")
        }
        return environment.contains { $0.hasPrefix("HOME=") } ? environment : environment + ["HOME=\(home)"]
    }

    private static func failure(_ foreign: ForeignProgram, _ step: Step) -> BuildError {
        let (message, help) = foreign.failure
        let diagnostic = Diagnostic(code: "foreign-platform", message, at: step.origin, help: help)
        return BuildError(.stepFailed, [diagnostic])
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

extension SandboxNetwork {
    fileprivate init(_ mode: NetworkMode) {
        switch mode {
        case .host: self = .host
        case .none: self = .none
        }
    }
}
