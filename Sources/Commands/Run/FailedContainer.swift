import Diagnostics
import Execution
import Glibc
import Sandbox
import Store
import SystemPackage

/// One run of a command in the root file system of the step that failed last (`run --failed`).
struct FailedContainer: Sendable {
    let settings: ContainerSettings
    /// None for the stage's shell.
    let arguments: [String]

    /// - Returns: the command's exit status; 126 and 127 for one that could not start.
    /// - Throws: `notFound` if no failed step is kept; whatever keeps the container from being made.
    func run(in store: ImageStore) async throws -> Int32 {
        let workspace = Workspace(store: store)
        let runner = try workspace.runner()
        return try await FailedStepRoot(in: store).withProcess(of: settings.user, in: workspace) { shell in
            let process = try process(shell, in: workspace)
            if !passesInput, !process.hasTerminal { try Container.emptyStandardInput() }
            let status = try await runner.run(process, input: .inherit, output: .inherit)
            Container.report(status)
            return status.code
        }
    }

    /// A shell that reads nothing would be of no use.
    private var passesInput: Bool { settings.passesInput || arguments.isEmpty }

    private func process(_ shell: SandboxProcess, in workspace: Workspace) throws(BuildError) -> SandboxProcess {
        var process = shell
        if !arguments.isEmpty { process.arguments = arguments }
        process.hasTerminal = settings.hasTerminal || arguments.isEmpty && Self.hasTerminal
        process.environment = environment(of: process)
        if let directory = settings.workingDirectory {
            process.workingDirectory = try Container.workingDirectory(directory, in: process.root)
        }
        if let network = settings.givenNetwork {
            process.network = network
            if !process.isPrivileged { process.capabilities = Capability.defaults(on: network) }
        }
        if let hostname = settings.hostname { process.hostname = hostname }
        process.mounts += settings.mounts
        try settings.authorities?.show(to: &process, in: workspace)
        process.isReadOnly = settings.isReadOnly
        settings.resources.apply(to: &process)
        return process
    }

    private static var hasTerminal: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

    private func environment(of process: SandboxProcess) -> [String] {
        var environment = process.environment
        for entry in settings.environment {
            let name = entry.prefix { $0 != "=" }
            environment.removeAll { $0.hasPrefix("\(name)=") }
            environment.append(entry)
        }
        let hasTerm = environment.contains { $0.hasPrefix("TERM=") }
        return process.hasTerminal && !hasTerm ? environment + ["TERM=\(settings.terminal)"] : environment
    }
}
