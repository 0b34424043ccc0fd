package import Diagnostics
import Glibc
import Subprocess
import Synchronization
import SystemPackage

/// A program of this machine, run outside any sandbox, in a process group of its own.
///
/// The group is ended (SIGTERM, five seconds later SIGKILL) when the task is cancelled, when the time is up, and when
/// the output can't be taken.
package struct HostProcess: Sendable {
    /// A path, or a name that is looked up in the environment's `PATH`.
    package let program: String
    package let arguments: [String]
    /// The whole environment; nil is Pith's own.
    package let environment: [String: String]?
    /// How long the program may run.
    package let timeLimit: Duration

    package init(
        _ program: String, _ arguments: [String] = [], environment: [String: String]? = nil,
        timeLimit: Duration = .seconds(3600)
    ) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.timeLimit = timeLimit
    }

    /// Runs the program to its end.
    ///
    /// - Parameters:
    ///   - input: what it reads from standard input: no more than a pipe holds, usually 64 KiB.
    ///   - output: takes standard output as it comes, in order.
    ///   - errorLine: takes each line of standard error, cut at 4 KiB.
    /// - Returns: the exit status, or 128 and the number of the signal that ended the program.
    /// - Throws: `programMissing`; `stepFailed` when it can't be started, the input is too long or the time is up;
    ///   `interrupted` when the task was cancelled; what `output` throws.
    package func run(
        input: [UInt8] = [],
        output: @escaping @Sendable (UnsafeRawBufferPointer) throws(BuildError) -> Void = { _ in },
        errorLine: (String) -> Void = { _ in }
    ) async throws(BuildError) -> Int32 {
        if input.isEmpty { return try await launch(.none, output, errorLine) }
        let file = try standardInput(input)
        return try await launch(.fileDescriptor(file, closeAfterSpawningProcess: true), output, errorLine)
    }

    private func launch(
        _ input: some InputProtocol, _ output: @escaping @Sendable (UnsafeRawBufferPointer) throws(BuildError) -> Void,
        _ errorLine: (String) -> Void
    ) async throws(BuildError) -> Int32 {
        let status: TerminationStatus
        do {
            let result = try await Subprocess.run(configuration, input: input, output: .sequence, error: .sequence) {
                execution in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        do {
                            for try await buffer in execution.standardOutput { try buffer.withUnsafeBytes(output) }
                        } catch {
                            await execution.teardown(using: HostProcess.teardown)
                            throw error
                        }
                    }
                    group.addTask {
                        guard (try? await Task.sleep(for: timeLimit)) != nil else { return }
                        await execution.teardown(using: HostProcess.teardown)
                        throw BuildError(.stepFailed, "'\(program)' was stopped: it did not end within \(timeLimit)")
                    }
                    try await HostProcess.forEachLine(of: execution.standardError, errorLine)
                    try await group.next()
                    group.cancelAll()
                    try await group.waitForAll()
                }
            }
            status = result.terminationStatus
        } catch {
            throw failure(error)
        }
        if Task.isCancelled { throw interruption }
        switch status {
        case .exited(let code): return code
        case .signaled(let signal): return 128 + signal
        }
    }

    /// Runs the program and keeps its standard output, of at most `limit` bytes.
    ///
    /// - Throws: as `run`; `stepFailed` if there is more output than that.
    package func collect(
        input: [UInt8] = [], limit: Int = 1 << 20, errorLine: (String) -> Void = { _ in }
    ) async throws(BuildError) -> (status: Int32, output: [UInt8]) {
        let collected = Mutex([UInt8]())
        let status = try await run(
            input: input,
            output: { bytes throws(BuildError) in
                let isWithinLimit = collected.withLock { collected in
                    collected.append(contentsOf: bytes)
                    return collected.count <= limit
                }
                guard isWithinLimit else {
                    throw BuildError(.stepFailed, "'\(program)' was stopped: it printed more than \(limit) bytes")
                }
            }, errorLine: errorLine)
        return (status, collected.withLock { $0 })
    }
}

extension HostProcess {
    private static let teardown: [TeardownStep] = [
        .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(5))
    ]

    private var configuration: Configuration {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = HostProcess.teardown
        var variables = [Environment.Key: String]()
        for (name, value) in environment ?? [:] {
            if let key = Environment.Key(rawValue: name) { variables[key] = value }
        }
        return Configuration(
            executable: program.contains("/") ? .path(FilePath(program)) : .name(program),
            arguments: Arguments(arguments),
            environment: environment == nil ? .inherit : .custom(variables),
            platformOptions: options)
    }

    /// A pipe that has all of the input already: a program that leaves it unread holds nobody up.
    private func standardInput(_ input: [UInt8]) throws(BuildError) -> FileDescriptor {
        let pipe = try Pipe()
        defer { pipe.closeWriting() }
        guard fcntl(pipe.writing, F_SETFL, O_NONBLOCK) == 0,
            input.isEmpty || write(pipe.writing, input, input.count) == input.count
        else {
            pipe.closeReading()
            throw BuildError(.stepFailed, "'\(program)' can't be run: its input of \(input.count) bytes is too long")
        }
        return FileDescriptor(rawValue: pipe.reading)
    }

    private var interruption: BuildError { BuildError(.interrupted, "'\(program)' was stopped: interrupted") }

    private func failure(_ error: any Error) -> BuildError {
        if let error = error as? BuildError { return error }
        if Task.isCancelled { return interruption }
        if let error = error as? SubprocessError, error.code == .executableNotFound {
            return BuildError(.programMissing, "'\(program)' can't be run: it is not on this machine")
        }
        return BuildError(.stepFailed, "'\(program)' can't be run: \(error)", underlying: error)
    }

    /// Splits at line feeds and carriage returns; empty lines are left out.
    private static func forEachLine(of bytes: SubprocessOutputSequence, _ body: (String) -> Void) async throws {
        var line = [UInt8]()
        func flush() {
            if !line.isEmpty { body(String(decoding: line, as: UTF8.self)) }
            line.removeAll(keepingCapacity: true)
        }
        for try await buffer in bytes {
            buffer.withUnsafeBytes { bytes in
                for byte in bytes {
                    if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                        flush()
                    } else if line.count < 4096 {
                        line.append(byte)
                    }
                }
            }
        }
        flush()
    }
}
