import Diagnostics
import Glibc
import Subprocess
import Synchronization
import SystemPackage

/// One container of a runtime, from its start to its last trace.
final class RuntimeContainer: Sendable {
    private let runtime: OCIRuntime
    private let name: String
    private let bundle: Bundle
    /// Where the runtime keeps what it knows of its containers.
    private let state: FilePath
    /// The files of control groups that the runtime writes itself into before anything else.
    private let memberFiles: [String]
    /// The null device that the container gets as an empty stream. Runtimes give streams to the container's user, and root
    /// may change their modes.
    private let null: FilePath
    /// The runtime's process while it runs.
    private let process = Mutex<pid_t?>(nil)

    init(runtime: OCIRuntime, name: String, bundle: Bundle, state: FilePath, memberFiles: [String], null: FilePath) {
        self.null = null
        self.memberFiles = memberFiles
        self.runtime = runtime
        self.name = name
        self.bundle = bundle
        self.state = state
    }

    /// Runs the container; returns the runtime's exit status.
    ///
    /// Throws `BuildError`: `interrupted` or `terminated` once the container is gone where the task was cancelled,
    /// `sandbox` where the runtime can't be started.
    func run(input: ProcessInput, output: ProcessOutput, grace: Duration) async throws(BuildError) -> Int32 {
        guard !Task.isCancelled else { throw Self.stopped }
        // Not a child task: cancellation must not kill the runtime, which would leave the container behind.
        let running = Task.detached { try await self.execute(input: input, output: output) }
        let result = await withTaskCancellationHandler {
            await running.result
        } onCancel: {
            Task.detached { await self.stop(grace: grace) }
        }
        await removeState()
        guard !Task.isCancelled else { throw Self.stopped }
        switch result {
        case .success(let status):
            let signal = SignalRelay.fatalSignal
            return input == .inherit && status == 128 + SIGKILL && signal != 0 ? 128 + signal : status
        case .failure(let error):
            throw BuildError(.sandbox, "running '\(runtime.path)' failed: \(error)", underlying: error)
        }
    }

    private func execute(input: ProcessInput, output: ProcessOutput) async throws -> Int32 {
        let words = globalArguments + ["--log", bundle.logFile.string, "--log-format", "json"]
        var configuration = configuration(joining: words + ["run", "--bundle", bundle.directory.string, name])
        configuration.platformOptions.createSession = input == .none
        let source: FileDescriptor = input == .none ? try .open(null, .readOnly) : .standardInput
        if input == .inherit { replaceNullStreams() }
        let standardInput = FileDescriptorInput.fileDescriptor(source, closeAfterSpawningProcess: input == .none)
        defer { ended() }
        switch output {
        case .inherit:
            return try await Subprocess.run(
                configuration, input: standardInput, output: .currentStandardOutput, error: .currentStandardError
            ) { started($0.processIdentifier.value, input) }.terminationStatus.code
        case .standardError:
            return try await Subprocess.run(
                configuration, input: standardInput,
                output: .fileDescriptor(.standardError, closeAfterSpawningProcess: false), error: .currentStandardError
            ) { started($0.processIdentifier.value, input) }.terminationStatus.code
        case .stream(let sink):
            return try await Subprocess.run(
                configuration, input: standardInput, output: .sequence, error: .combinedWithOutput
            ) { execution in
                started(execution.processIdentifier.value, input)
                for try await buffer in execution.standardOutput { sink(buffer.withUnsafeBytes { Array($0) }) }
            }.terminationStatus.code
        }
    }

    /// Puts the container's null device in the place of the host's where that is one of this process's own streams.
    private func replaceNullStreams() {
        var device = stat()
        guard stat("/dev/null", &device) == 0 else { return }
        let replacement = open(null.string, O_RDWR | O_CLOEXEC)
        defer { if replacement >= 0 { close(replacement) } }
        for stream in STDIN_FILENO...STDERR_FILENO {
            var status = stat()
            guard replacement >= 0, fstat(stream, &status) == 0, status.st_mode & S_IFMT == S_IFCHR,
                status.st_rdev == device.st_rdev
            else { continue }
            dup2(replacement, stream)
        }
    }

    private func started(_ identifier: pid_t, _ input: ProcessInput) {
        process.withLock { $0 = identifier }
        if input == .inherit { SignalRelay.passSignals(to: identifier) }
    }

    private func ended() {
        process.withLock { $0 = nil }
        SignalRelay.passSignals(to: nil)
    }
}

extension RuntimeContainer {
    /// Ends the container: SIGTERM, which the runtime passes on; then SIGKILL; then, in case it hangs, the runtime.
    private func stop(grace: Duration) async {
        signal(SIGTERM)
        try? await Task.sleep(for: grace)
        guard isRunning else { return }
        await command(["kill", name, "KILL"])
        try? await Task.sleep(for: .seconds(1))
        signal(SIGKILL)
    }

    private static var stopped: BuildError {
        BuildError(Isolation.interruption ?? .interrupted, "the command was stopped")
    }

    private var isRunning: Bool { process.withLock { $0 != nil } }

    /// Under the lock, so that the number can't already be another process's.
    private func signal(_ number: Int32) {
        process.withLock { identifier in
            if let identifier { kill(identifier, number) }
        }
    }

    /// Makes the runtime forget the container, and kill what is left of it, unless it did so itself.
    private func removeState() async {
        guard access(state.appending(name).string, F_OK) == 0 else { return }
        await command(["delete", "--force", name])
    }

    /// Runs one of the runtime's other commands. That it may fail is no matter: the container may be gone already.
    private func command(_ words: [String]) async {
        let configuration = configuration(globalArguments + words)
        let work = Task.detached {
            _ = try? await Subprocess.run(configuration, input: .none, output: .discarded, error: .discarded)
        }
        await work.value
    }

    private var globalArguments: [String] {
        let common = ["--root", state.string]
        return runtime.kind == .crun ? common + ["--cgroup-manager=disabled"] : common
    }

    /// The runtime as a member of the control groups, and so all that it starts.
    private func configuration(joining words: [String]) -> Configuration {
        guard !memberFiles.isEmpty else { return configuration(words) }
        let script = #"""
            while [ "$1" != -- ]; do
                echo 0 >"$1" || { echo '{"level":"error","msg":"entering a control group failed"}' >"$0"; exit 1; }
                shift
            done
            shift
            exec "$@"
            """#
        let members = ["-c", script, bundle.logFile.string] + memberFiles
        return Configuration(
            executable: .path("/bin/sh"), arguments: Arguments(members + ["--", runtime.path.string] + words),
            environment: .custom(["PATH": ExecutableSearch.path]))
    }

    private func configuration(_ words: [String]) -> Configuration {
        Configuration(
            executable: .path(runtime.path), arguments: Arguments(words),
            environment: .custom(["PATH": ExecutableSearch.path]))
    }
}

extension TerminationStatus {
    /// As a shell reports it.
    fileprivate var code: Int32 {
        switch self {
        case .exited(let status): status
        case .signaled(let number): 128 + number
        }
    }
}
