import Diagnostics
import Glibc
import Layers
import Planning
import Sandbox
import SystemPackage

extension OperationRunner {
    /// Shows the step a socket behind which the SSH agent is that `--ssh` names; none that is not there and not required.
    func withAgent<Result: Sendable>(
        _ agent: AgentMount, _ mount: StepMount, _ before: PreparedMounts,
        _ body: (PreparedMounts) async throws -> Result
    ) async throws -> Result {
        var prepared = before
        if agent.isNamed { prepared.environment.append((Self.agentVariable, mount.target)) }
        guard let source = facilities.agents[agent.id] else {
            guard agent.isRequired else { return try await body(prepared) }
            throw BuildError(
                .notFound, "SSH agent '\(agent.id)' is required, and was not given",
                help: "add '--ssh \(agent.id)'"
            ).located(at: mount.range)
        }
        let directory = try workspace.makeDirectory()
        let socket = directory.appending("agent")
        prepared.mounts.append(
            SandboxMount(.bind(source: socket, isDirectory: false), at: FilePath(mount.target), isInert: true))
        let complete = prepared
        switch source {
        case .socket(let target):
            return try await Self.withRelay(from: socket, to: target, agent, mount) { try await body(complete) }
        case .keys(let keys):
            let own = directory.appending("keys")
            return try await PrivateAgent(socket: own, keys: keys).run(at: mount.range) {
                try await Self.withRelay(from: socket, to: own, agent, mount) { try await body(complete) }
            }
        }
    }

    /// The variable that ssh(1) finds its agent by.
    static let agentVariable = "SSH_AUTH_SOCK"

    /// An agent speaks only to processes of its own user, so the step gets a socket of its own.
    private static func withRelay<Result: Sendable>(
        from socket: FilePath, to target: FilePath, _ agent: AgentMount, _ mount: StepMount,
        _ body: () async throws -> Result
    ) async throws -> Result {
        let relay: SocketRelay
        do throws(BuildError) {
            relay = try SocketRelay(from: socket, to: target, access: agent.access)
        } catch {
            throw error.located(at: mount.range)
        }
        let work = Task { try await blockingThread { () throws(BuildError) in relay.run() } }
        do {
            let result = try await body()
            relay.stop()
            _ = try? await work.value
            return result
        } catch {
            relay.stop()
            _ = try? await work.value
            throw error
        }
    }
}
