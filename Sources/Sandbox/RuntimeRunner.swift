package import Diagnostics
import Glibc
package import SystemPackage

/// Runs processes through an OCI runtime.
package struct RuntimeRunner: ProcessRunner {
    let runtime: OCIRuntime
    /// How long a process has between SIGTERM and SIGKILL when its task is cancelled.
    let grace: Duration
    private let directory: FilePath
    /// The machine's control groups, which a file system in memory covers; -1 where there are none.
    private let controlGroups: Int32
    /// Where device nodes can be made and opened; nil where they can't.
    private let devices: FilePath?

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
        controlGroups = Glibc.open(ControlGroups.root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard let isolation = Isolation.current else {
            devices = nil
            return
        }
        try Mounts.tmpfs(at: directory, mode: 0o700)
        devices = isolation.identities == .all ? Self.makeDeviceDirectory(in: directory) : nil
        // Without control groups to look at, crun works on every layout of them; runc needs them as they are.
        switch runtime.kind {
        case .crun where controlGroups >= 0: try Mounts.tmpfs(at: FilePath(ControlGroups.root))
        case .crun: break
        case .runc: ControlGroups.ofThisProcess.removeAbandoned()
        }
    }

    package func run(
        _ process: SandboxProcess, input: ProcessInput, output: ProcessOutput
    ) async throws(BuildError) -> ExitStatus {
        try Self.check(process)
        let name = ControlGroups.namePrefix + String(UInt64.random(in: .min ... .max), radix: 16)
        guard process.network == .private else { return try await run(process, name, nil, input, output) }
        let network = try await PrivateNetwork.start(
            in: directory.appending("\(name)-network"),
            answersNames: NameResolution(for: process).resolver?.contains(NetworkServer.nameServer) ?? false)
        let status: Result<ExitStatus, BuildError>
        do throws(BuildError) {
            status = .success(try await run(process, name, network, input, output))
        } catch {
            status = .failure(error)
        }
        await network.stop()
        return try status.get()
    }

    private func run(
        _ process: SandboxProcess, _ name: String, _ network: PrivateNetwork?, _ input: ProcessInput,
        _ output: ProcessOutput
    ) async throws(BuildError) -> ExitStatus {
        let group = try group(name, for: process)
        let status: Result<ExitStatus, BuildError>
        do throws(BuildError) {
            status = .success(try await run(process, name, network, group, input, output))
        } catch {
            status = .failure(error)
        }
        let reached = group?.reachedLimits ?? []
        await group?.remove()
        guard case .exited(let code) = try status.get(), code != 0, !reached.isEmpty else { return try status.get() }
        return .limited(code, by: reached)
    }

    private func run(
        _ process: SandboxProcess, _ name: String, _ network: PrivateNetwork?, _ group: ControlGroup?,
        _ input: ProcessInput, _ output: ProcessOutput
    ) async throws(BuildError) -> ExitStatus {
        let nodes = try devices.map { devices throws(BuildError) in try DeviceNodes(in: devices.appending(name)) }
        defer { nodes?.remove() }
        let bundle = try Bundle(
            at: directory.appending(name), for: process, runtime: runtime.kind, devices: nodes,
            networkFile: network?.namespace)
        defer { bundle.remove() }
        let stubs = try MountpointStubs(in: process.root, for: Self.mountpoints(process))
        defer { stubs.remove() }
        let container = RuntimeContainer(
            runtime: runtime, name: name, bundle: bundle, state: directory.appending("state"),
            memberFiles: group?.memberFiles ?? [], null: nodes?.null ?? "/dev/null")
        let status = try await container.run(input: input, output: output, grace: grace)
        guard status != 0 else { return .exited(0) }
        let log = RuntimeLog(SmallFile.text(bundle.logFile.string) ?? "")
        return try log.failure() ?? .exited(status)
    }

    private static func makeDeviceDirectory(in directory: FilePath) -> FilePath? {
        let devices = directory.appending("devices")
        guard mkdir(devices.string, 0o700) == 0, (try? Mounts.tmpfs(at: devices, mode: 0o700, hasDevices: true)) != nil,
            let nodes = try? DeviceNodes(in: devices.appending("probe")), open(nodes.null)
        else { return nil }
        nodes.remove()
        return devices
    }

    private static func open(_ file: FilePath) -> Bool {
        let descriptor = Glibc.open(file.string, O_RDWR | O_CLOEXEC)
        defer { if descriptor >= 0 { close(descriptor) } }
        return descriptor >= 0
    }

    /// The control group of a process that has limits.
    private func group(_ name: String, for process: SandboxProcess) throws(BuildError) -> ControlGroup? {
        guard !process.resources.isEmpty else { return nil }
        // By the number that /proc knows this process by: it may be that of a namespace above.
        guard controlGroups >= 0, let number = SmallFile.text("/proc/self/stat")?.split(separator: " ").first
        else {
            throw BuildError(.sandbox, "a limit can't be enforced: there are no control groups")
        }
        let root = "/proc/\(number)/fd/\(controlGroups)"
        let groups = ControlGroups.ofThisProcess
        if runtime.kind == .crun { groups.removeAbandoned(root: root) }
        return try ControlGroup(name, process.resources, in: groups, root: root, runtime: runtime.kind)
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
