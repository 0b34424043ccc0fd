import Diagnostics
import Glibc
import Sandbox
import Synchronization
import SystemPackage

/// An ssh-agent(1) with keys that were given as files; it ends with what it was started for.
struct PrivateAgent: Sendable {
    /// Where it listens.
    let socket: FilePath
    let keys: [FilePath]

    /// Runs `body` while the agent is there.
    ///
    /// - Throws: what `body` throws; errors at `range` for a key that can't be used and for programs that are missing.
    func run<Result: Sendable>(at range: SourceRange?, _ body: () async throws -> Result) async throws -> Result {
        // The address of a socket has room for a short path only, so the program finds it in a directory that is open here.
        let place = Glibc.open(socket.removingLastComponent().string, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(place) }
        let address = "/proc/\(getpid())/fd/\(place)/\(socket.lastComponent?.string ?? "")"
        let agent = HostProcess("ssh-agent", ["-D", "-a", address])
        let running = Task { try await agent.run() }
        do {
            try await prepare(running, address, range)
            let result = try await body()
            await end(running)
            return result
        } catch {
            await end(running)
            throw error
        }
    }

    private func end(_ running: Task<Int32, any Error>) async {
        running.cancel()
        _ = try? await running.value
        unlink(socket.string)
    }

    private func prepare(
        _ running: Task<Int32, any Error>, _ address: String, _ range: SourceRange?
    ) async throws {
        do {
            try await waitForSocket(running)
            for key in keys { try await add(key, to: address) }
        } catch let error as BuildError {
            guard error.code == .programMissing else { throw error.located(at: range) }
            throw BuildError(error.code, error.message, help: "apt-get install openssh-client").located(at: range)
        }
    }

    /// An agent that ends before it listens says why.
    private func waitForSocket(_ running: Task<Int32, any Error>) async throws {
        let ending = Mutex<Result<Int32, any Error>?>(nil)
        Task {
            let result = await running.result
            ending.withLock { $0 = result }
        }
        while access(socket.string, F_OK) != 0 {
            if let status = try ending.withLock({ $0 })?.get() {
                throw BuildError(.sandbox, "ssh-agent exited with status \(status)")
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Through standard input: ssh-add refuses a file that others can read, which is none of ours to mend.
    private func add(_ key: FilePath, to address: String) async throws {
        guard let content = try SecretSource.file(key).content(of: key.string) else { return }
        let process = HostProcess(
            "ssh-add", ["-q", "-"],
            environment: [
                "PATH": "/usr/local/bin:/usr/bin:/bin", "SSH_AUTH_SOCK": address, "SSH_ASKPASS_REQUIRE": "never",
            ], timeLimit: .seconds(10))
        var lines = [String]()
        let status = try await process.run(input: content, errorLine: { lines.append($0) })
        guard status == 0 else {
            throw BuildError(
                .invalidInput,
                "SSH key '\(key)' can't be used: \(lines.last ?? "ssh-add exited with status \(status)")",
                help: "a key with a passphrase must be in an agent: '--ssh default'")
        }
    }
}
