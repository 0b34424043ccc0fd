import Diagnostics
import Glibc
import SystemPackage

/// The directory that a runtime is given for one container: its specification, and files to show inside.
struct Bundle {
    let directory: FilePath

    var resolverFile: FilePath { directory.appending("resolv.conf") }
    var hostsFile: FilePath { directory.appending("hosts") }
    var logFile: FilePath { directory.appending("log") }

    /// Makes the directory and writes the files. Throws `BuildError(.sandbox)`, or `diskFull`.
    ///
    /// - Parameters:
    ///   - devices: nil for the host's.
    ///   - networkFile: stands for the namespace of a private network.
    init(
        at directory: FilePath, for process: SandboxProcess, runtime: OCIRuntime.Kind, devices: DeviceNodes?,
        networkFile: FilePath?
    ) throws(BuildError) {
        self.directory = directory
        try check(mkdir(directory.string, 0o700), "making '\(directory)' failed")
        do throws(BuildError) {
            try write(process, runtime, devices, networkFile)
        } catch {
            remove()
            throw error
        }
    }

    func remove() {
        for file in [resolverFile, hostsFile, logFile, specFile] { unlink(file.string) }
        rmdir(directory.string)
    }

    private var specFile: FilePath { directory.appending("config.json") }

    private func write(
        _ process: SandboxProcess, _ runtime: OCIRuntime.Kind, _ devices: DeviceNodes?, _ networkFile: FilePath?
    ) throws(BuildError) {
        let names = NameResolution(for: process)
        if let resolver = names.resolver { try SmallFile.write(Array(resolver.utf8), to: resolverFile.string) }
        try SmallFile.write(Array(names.hosts.utf8), to: hostsFile.string)
        let users = try Self.map("uid_map")
        let facts = RuntimeSpec.Facts(
            users: users, groups: try Self.map("gid_map"),
            resolverFile: names.resolver == nil ? nil : resolverFile.string,
            hostsFile: process.hasOwnHosts ? nil : hostsFile.string,
            seccomp: process.isPrivileged ? nil : SeccompProfile(capabilities: process.capabilities),
            mountProgram: users.isInitial && runtime == .crun ? try Self.mountProgram() : nil,
            loopDevices: process.isPrivileged ? Self.loopDevices : [], deviceDirectory: devices?.directory.string,
            networkFile: networkFile?.string,
            maskedPaths: Self.throttlePaths)
        do {
            try SmallFile.write(try RuntimeSpec(process, facts).encoded(), to: specFile.string)
        } catch let error as BuildError {
            throw error
        } catch {
            throw BuildError(.internalError, "writing the runtime's configuration failed: \(error)", underlying: error)
        }
    }

    private static var loopDevices: [String] {
        (["loop-control"] + (0...7).map { "loop\($0)" }).filter { access("/dev/\($0)", F_OK) == 0 }
    }

    /// How often each processor was too hot, which tells of what others compute.
    private static var throttlePaths: [String] {
        (0..<sysconf(Int32(_SC_NPROCESSORS_CONF))).map { "/sys/devices/system/cpu/cpu\($0)/thermal_throttle" }
            .filter { access($0, F_OK) == 0 }
    }

    private static func mountProgram() throws(BuildError) -> String {
        guard let program = ExecutableSearch.find("mount") else {
            throw BuildError(.programMissing, "'mount' is not in PATH", help: "apt-get install mount")
        }
        return program
    }

    private static func map(_ name: String) throws(BuildError) -> IdentityMap {
        guard let map = SmallFile.text("/proc/self/\(name)").flatMap({ IdentityMap(parsing: $0) }) else {
            throw BuildError(.sandbox, "reading '/proc/self/\(name)' failed: not a map of ids")
        }
        return map
    }
}
