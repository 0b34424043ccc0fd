package import Diagnostics
import Glibc
package import SystemPackage

/// Runs processes through an OCI runtime.
package struct RuntimeRunner: ProcessRunner {
    let runtime: OCIRuntime
    /// How long a process has between SIGTERM and SIGKILL when its task is cancelled.
    let grace: Duration
    private let directory: FilePath

    /// - Parameters:
    ///   - directory: An existing directory for bundles and the runtime's state. In the namespaces of `Isolation` it is
    ///     covered by a file system in memory that goes with them; elsewhere it is used as it is.
    ///   - grace: How long a process has to end by itself when its task is cancelled; at most two seconds are sensible.
    ///
    /// Throws `BuildError(.sandbox)` where the directory or the control groups can't be made ready.
    package init(
        runtime: OCIRuntime, directory: FilePath, grace: Duration = .milliseconds(500)
    ) throws(BuildError) {
        self.runtime = runtime
        self.directory = directory
        self.grace = grace
        guard Isolation.current != nil else { return }
        try Mounts.tmpfs(at: directory, mode: 0o700)
        // Without control groups to look at, crun works on every layout of them; runc needs them as they are.
        switch runtime.kind {
        case .crun where access("/sys/fs/cgroup", F_OK) == 0: try Mounts.tmpfs(at: "/sys/fs/cgroup")
        case .crun: break
        case .runc: ControlGroups.removeAbandoned()
        }
    }

    package func run(
        _ process: SandboxProcess, input: ProcessInput, output: ProcessOutput
    ) async throws(BuildError) -> ExitStatus {
        try Self.check(process)
        let name = ControlGroups.namePrefix + String(UInt64.random(in: .min ... .max), radix: 16)
        let bundle = try Bundle(at: directory.appending(name), for: process, runtime: runtime.kind)
        defer { bundle.remove() }
        let stubs = try MountpointStubs(in: process.root, for: Self.mountpoints(process))
        defer { stubs.remove() }
        let container = RuntimeContainer(
            runtime: runtime, name: name, bundle: bundle, state: directory.appending("state"))
        let status = try await container.run(input: input, output: output, grace: grace)
        guard status != 0 else { return .exited(0) }
        let log = RuntimeLog(SmallFile.text(bundle.logFile.string) ?? "")
        return try log.failure() ?? .exited(status)
    }

    private static func check(_ process: SandboxProcess) throws(BuildError) {
        let paths = [process.root, process.workingDirectory] + process.mounts.map(\.destination)
        guard !process.arguments.isEmpty, paths.allSatisfy(\.isAbsolute) else {
            throw BuildError(.internalError, "a sandbox needs a command and absolute paths")
        }
    }

    /// The mountpoints that lie in the root file system itself.
    private static func mountpoints(_ process: SandboxProcess) -> [(destination: FilePath, isDirectory: Bool)] {
        let system: [FilePath] = ["/proc", "/dev", "/sys"]
        let files: [FilePath] =
            (process.names == .ofRoot ? [] : ["/etc/resolv.conf"]) + (process.hasOwnHosts ? [] : ["/etc/hosts"])
        return system.map { ($0, true) } + files.map { ($0, false) }
            + process.mounts.map { mount in
                switch mount.kind {
                case .bind(_, let isDirectory): (mount.destination, isDirectory)
                case .tmpfs: (mount.destination, true)
                }
            }
    }
}
