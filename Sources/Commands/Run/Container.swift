import Diagnostics
import Execution
import Glibc
import ImageModel
import Layers
import Sandbox
import Store
import SystemPackage

/// One run of a command on top of an image. What it writes goes with it.
struct Container: Sendable {
    let settings: ContainerSettings
    let image: StoredImage
    let arguments: [String]

    /// - Returns: the command's exit status; 126 and 127 for one that could not start.
    /// - Throws: whatever keeps the container from being made.
    func run(in store: ImageStore) async throws -> Int32 {
        let workspace = Workspace(store: store)
        let runner = try workspace.runner()
        let tree = try store.snapshots.begin(on: image.snapshot)
        defer { store.snapshots.discard(tree) }
        return try await workspace.withRoot(of: tree) { root in
            let process = try process(root, in: workspace)
            if !settings.passesInput, !settings.hasTerminal { try Self.emptyStandardInput() }
            let status = try await runner.run(process, input: .inherit, output: .inherit)
            Self.report(status)
            return status.code
        }
    }

    private func process(_ path: FilePath, in workspace: Workspace) throws(BuildError) -> SandboxProcess {
        let root = try RootedDirectory(path)
        let config = image.config.config
        let user = try AccountDatabase(in: root).user(settings.user ?? config.user ?? "")
        let directory = try Self.workingDirectory(settings.workingDirectory ?? config.workingDir ?? "/", in: path)
        var process = SandboxProcess(
            root: path, arguments: try command(config), environment: environment(config, home: user.home ?? "/"),
            workingDirectory: directory, network: settings.network)
        process.user = user.user
        process.group = user.group
        process.supplementaryGroups = user.supplementaryGroups
        process.hasTerminal = settings.hasTerminal
        process.mounts = settings.mounts
        try settings.authorities?.show(to: &process, in: workspace)
        process.isReadOnly = settings.isReadOnly
        settings.resources.apply(to: &process)
        if let hostname = settings.hostname { process.hostname = hostname }
        return process
    }

    /// A directory to start in, made if it is missing.
    static func workingDirectory(_ text: String, in root: FilePath) throws(BuildError) -> FilePath {
        let directory = FilePath(text)
        guard directory.isAbsolute else {
            throw BuildError(.usage, "working directory '\(directory)' is not an absolute path")
        }
        let root = try RootedDirectory(root)
        if try root.status(of: directory) == nil { try root.makeDirectories(directory) }
        return directory
    }

    /// Entrypoint and command, each replaced by what was given; a new entrypoint drops the image's command, as in docker.
    private func command(_ config: ContainerConfig) throws(BuildError) -> [String] {
        var entrypoint = config.entrypoint ?? []
        var command = config.cmd ?? []
        if let given = settings.entrypoint {
            entrypoint = given.isEmpty ? [] : [given]
            command = []
        }
        if !arguments.isEmpty { command = arguments }
        guard let first = (entrypoint + command).first, !first.isEmpty else {
            throw BuildError(.usage, "the image has no command", help: "name one after the image")
        }
        return entrypoint + command
    }

    private func environment(_ config: ContainerConfig, home: String) -> [String] {
        var merged = config
        for entry in settings.environment {
            let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            merged.setEnvironment(parts[0], parts.count > 1 ? parts[1] : "")
        }
        var environment = merged.env
        if merged.environmentValue("HOME") == nil { environment.append("HOME=\(home)") }
        if settings.hasTerminal, merged.environmentValue("TERM") == nil { environment.append("TERM=xterm") }
        return environment
    }

    /// Without `-i` the command reads nothing; signals reach it all the same.
    static func emptyStandardInput() throws(BuildError) {
        let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard null >= 0, dup2(null, STDIN_FILENO) == STDIN_FILENO else {
            throw BuildError(.sandbox, "standard input can't be closed: \(String(cString: strerror(errno)))")
        }
        close(null)
    }

    static func report(_ status: ExitStatus) {
        switch status {
        case .exited: return
        case .limited(_, let limits):
            let text = "the command reached its limit of \(limits.joined(separator: " and of "))"
            Standard.error(
                DiagnosticRenderer(color: Session().hasColor).render(Diagnostic(code: "limit-reached", text)))
        case .notFound(let why), .notExecutable(let why):
            let diagnostic = Diagnostic(code: "command-not-started", "the command can't start: \(why)")
            Standard.error(DiagnosticRenderer(color: Session().hasColor).render(diagnostic))
        }
    }
}
