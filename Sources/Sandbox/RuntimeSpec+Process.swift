import SystemPackage

extension RuntimeSpec {
    /// What the specification needs to know beside the process itself.
    struct Facts {
        /// The user ids there are, and the group ids.
        let users: IdentityMap
        let groups: IdentityMap
        /// Files on the host with the text of `/etc/resolv.conf` and `/etc/hosts`; nil for the root file system's own.
        let resolverFile: String?
        let hostsFile: String?
        let seccomp: SeccompProfile?
        /// The program mount(8), where the runtime must be helped to keep devices of the root file system closed.
        let mountProgram: String?
        /// The names of the machine's loop devices, for processes that may use them.
        var loopDevices: [String] = []
        /// Where the container's own device nodes are; nil for the host's.
        var deviceDirectory: String?
        /// A file that stands for the network namespace of a process with a private network.
        var networkFile: String?
        /// What is hidden on this machine beside what always is.
        var maskedPaths: [String] = []
    }

    /// The specification of one process, with Docker's masks and read-only paths.
    init(_ process: SandboxProcess, _ facts: Facts) {
        root = Root(path: process.root.string, readonly: process.isReadOnly)
        let capabilities = process.capabilities.sorted { $0.rawValue < $1.rawValue }
        // With one id the kernel refuses setgroups(2), even with an empty list.
        let groups = facts.groups.isSingle ? nil : process.supplementaryGroups
        self.process = Process(
            terminal: process.hasTerminal,
            user: User(uid: process.user, gid: process.group, additionalGids: groups),
            args: process.arguments, env: process.environment, cwd: process.workingDirectory.string,
            capabilities: Capabilities(bounding: capabilities, effective: capabilities, permitted: capabilities),
            noNewPrivileges: process.noNewPrivileges, rlimits: process.limits.isEmpty ? nil : process.limits)
        hostname = process.hostname
        mounts =
            Self.systemMounts(process, facts) + Self.deviceMounts(process, facts) + Self.nameResolutionMounts(facts)
            + process.mounts.map(Mount.init)
        linux = Linux(
            namespaces: ["cgroup", "ipc", "mount", "pid", "uts"].map { Namespace(type: $0) }
                + (process.network == .host ? [] : [Namespace(type: "network", path: facts.networkFile)]),
            maskedPaths: process.isPrivileged ? [] : Self.maskedPaths + facts.maskedPaths,
            readonlyPaths: process.isPrivileged ? [] : Self.readOnlyPaths, seccomp: facts.seccomp)
        hooks = Self.hooks(process, facts)
    }

    private static func hooks(_ process: SandboxProcess, _ facts: Facts) -> [String: [Hook]]? {
        var hooks = Dictionary(grouping: process.hooks, by: \.moment.rawValue).mapValues { $0.map(Hook.init) }
        if let program = facts.mountProgram {
            let moment = SandboxHook.Moment.createContainer.rawValue
            hooks[moment, default: []].append(closeDevices(of: process.root, with: program))
        }
        return hooks.isEmpty ? nil : hooks
    }

    /// crun mounts the root file system anew and lets devices in, whatever the caller's mount says. Where no device
    /// control group and no user namespace stands in the way, a device node in an image would open the host's disk.
    private static func closeDevices(of root: FilePath, with program: String) -> Hook {
        // The runtime writes its state to a hook's standard input and fails where nobody reads it.
        let script = #"read -r state; exec "$0" -n -o remount,bind,nodev "$1""#
        return Hook(path: "/bin/sh", args: ["sh", "-c", script, program, root.string])
    }

    private static let maskedPaths = [
        "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats",
        "/proc/sched_debug", "/proc/scsi", "/proc/timer_list", "/proc/timer_stats", "/sys/devices/virtual/powercap",
        "/sys/firmware",
    ]

    private static let readOnlyPaths = [
        "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger",
    ]
}

extension RuntimeSpec.Hook {
    init(_ hook: SandboxHook) {
        self.init(path: hook.program, args: hook.arguments, env: hook.environment, timeout: hook.timeout)
    }
}
