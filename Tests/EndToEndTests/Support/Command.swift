import Glibc
import Subprocess
import SystemPackage

/// How a process ended, and what it wrote.
struct Outcome: Sendable {
    /// The exit status, or 128 plus the signal that ended the process, as a shell counts.
    let status: Int32
    let output: String
    let error: String

    /// The standard output without its last line feed.
    var text: String { output.hasSuffix("\n") ? String(output.dropLast()) : output }
}

/// One process to run: what a test drives the program, and its judges, with.
struct Command: Sendable {
    var arguments: [String]
    var environment: [String: String] = [:]
    var directory: FilePath?
    var input = ""

    /// Far more than the process takes; one that takes longer hangs, and is killed with all that it has started.
    var patience = Duration.seconds(300)

    /// Settings of whoever runs the tests that would change what the program does.
    private static let neutral: [String: String?] = [
        "NO_COLOR": "1", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": nil, "BUILDKIT_PROGRESS": nil, "PITH_RUNTIME": nil,
    ]

    /// Runs the process to its end; sends it `signal`, if there is one, as soon as `condition` holds.
    func run(
        sending signal: Signal? = nil, when condition: @escaping @Sendable () async throws -> Bool = { true }
    ) async throws -> Outcome {
        try await withThrowingTaskGroup(of: Outcome?.self) { group in
            group.addTask { try await spawn(sending: signal, when: condition) }
            group.addTask {
                try await Task.sleep(for: patience)
                return nil
            }
            defer { group.cancelAll() }
            guard let outcome = try await group.next() ?? nil else { throw Failure("\(arguments) hangs") }
            return outcome
        }
    }

    /// Runs a process that must succeed.
    @discardableResult
    func succeed() async throws -> Outcome {
        let outcome = try await run()
        guard outcome.status == 0 else { throw Failure("\(arguments): status \(outcome.status)\n\(outcome.error)") }
        return outcome
    }

    private func spawn(
        sending signal: Signal?, when condition: @Sendable () async throws -> Bool
    ) async throws -> Outcome {
        let variables = Self.neutral.merging(environment) { $1 }
        let standardInput = try standardInput()
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)
        ]
        let result = try await Subprocess.run(
            arguments[0].contains("/") ? .path(FilePath(arguments[0])) : .name(arguments[0]),
            arguments: Arguments(Array(arguments.dropFirst())),
            environment: .inherit.updating(
                Dictionary(uniqueKeysWithValues: variables.map { (Environment.Key(stringLiteral: $0), $1) })),
            workingDirectory: directory, platformOptions: options,
            input: .fileDescriptor(standardInput, closeAfterSpawningProcess: true), output: .string(limit: 1 << 24),
            error: .string(limit: 1 << 24)
        ) { execution in
            guard let signal else { return }
            while !(try await condition()) { try await Task.sleep(for: .milliseconds(10)) }
            try execution.send(signal: signal)
        }
        let status =
            switch result.terminationStatus {
            case .exited(let code): code
            case .signaled(let signal): 128 + signal
            }
        return Outcome(status: status, output: result.standardOutput, error: result.standardError)
    }

    /// The input as a file without a name. The library's own inputs end this process (a descriptor "was not closed") where
    /// the program ends before it has read them.
    private func standardInput() throws -> FileDescriptor {
        let path = "/tmp/pith-test-input.\(UInt64.random(in: .min ... .max))"
        let file = try FileDescriptor.open(
            FilePath(path), .readWrite, options: [.create, .exclusiveCreate, .closeOnExec], permissions: .ownerReadWrite
        )
        unlink(path)
        try file.writeAll(input.utf8)
        try file.seek(offset: 0, from: .start)
        return file
    }
}

/// What a test could not do, so that it fails.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Runs a shell script that prepares or judges something, `arguments` being its `$1` and following, and returns what it
/// wrote. A script that fails, for want of a program it calls too, fails the test.
@discardableResult
func shell(_ script: String, _ arguments: String..., in directory: FilePath? = nil) async throws -> String {
    let shell = ["bash", "-euo", "pipefail", "-c", script, "bash"]
    return try await Command(arguments: shell + arguments, directory: directory).succeed().text
}

/// What a filter of jq makes of a JSON text.
func jq(_ filter: String, _ json: String) async throws -> String {
    try await Command(arguments: ["jq", "--compact-output", "--raw-output", filter], input: json).succeed().text
}
