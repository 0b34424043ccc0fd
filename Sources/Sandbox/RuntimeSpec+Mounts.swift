import SystemPackage

extension RuntimeSpec {
    /// `/proc`, `/sys` and `/dev`, and what belongs below.
    static func systemMounts(_ process: SandboxProcess, _ facts: Facts) -> [Mount] {
        let safe = ["nosuid", "noexec", "nodev"]
        let access = process.isPrivileged ? [] : ["ro"]
        // Group 5 is `tty` on every distribution, and lets a user's terminal be written to by nobody else.
        let terminalGroup = facts.groups.contains(5) ? ["gid=5"] : []
        return [
            Mount(destination: "/proc", type: "proc", source: "proc", options: safe),
            // Without devices: what a step makes here with mknod(2) it can't open. The usual ones are mounted on top.
            Mount(
                destination: "/dev", type: "tmpfs", source: "tmpfs",
                options: (process.isPrivileged ? ["nosuid"] : safe) + ["strictatime", "mode=755", "size=65536k"]),
            Mount(
                destination: "/dev/pts", type: "devpts", source: "devpts",
                options: ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"] + terminalGroup),
            Mount(
                destination: "/dev/shm", type: "tmpfs", source: "shm",
                options: safe + ["mode=1777", process.sharedMemory.map { "size=\($0)" } ?? "size=65536k"]),
            Mount(destination: "/dev/mqueue", type: "mqueue", source: "mqueue", options: safe),
            // Only who owns the network may mount a new /sys, and a plain bind would uncover what is mounted below it. Without
            // `rro` that could be written: the user's control groups, which end processes, and FUSE file systems.
            facts.users.isInitial
                ? Mount(destination: "/sys", type: "sysfs", source: "sysfs", options: safe + access)
                : Mount(
                    destination: "/sys", type: "none", source: "/sys",
                    options: ["rbind"] + access + access.map { "r\($0)" } + safe),
        ]
    }

    /// The devices that every container has. In a user namespace the runtimes mount them by themselves.
    static func deviceMounts(_ process: SandboxProcess, _ facts: Facts) -> [Mount] {
        guard facts.users.isInitial else { return [] }
        let options = ["bind", "nosuid", "noexec"]
        let usual = DeviceNodes.names.map { name in
            // The host's own are read-only, which lets devices be written and not be changed.
            Mount(
                destination: "/dev/\(name)", type: "bind", source: "\(facts.deviceDirectory ?? "/dev")/\(name)",
                options: facts.deviceDirectory == nil ? options + ["ro"] : options)
        }
        let more = process.isPrivileged ? facts.loopDevices : []
        return usual
            + more.map { name in
                Mount(destination: "/dev/\(name)", type: "bind", source: "/dev/\(name)", options: options)
            }
    }

    static func nameResolutionMounts(_ facts: Facts) -> [Mount] {
        [("/etc/resolv.conf", facts.resolverFile), ("/etc/hosts", facts.hostsFile)].compactMap { destination, source in
            guard let source else { return nil }
            return Mount(
                destination: destination, type: "bind", source: source,
                options: ["rbind", "ro", "nosuid", "nodev", "noexec"])
        }
    }
}

extension RuntimeSpec.Mount {
    init(_ mount: SandboxMount) {
        let access = mount.isReadOnly ? ["ro"] : ["rw"]
        switch mount.kind {
        case .bind(let source, let isDirectory):
            // A directory never brings devices; a device that is named itself is meant.
            let limits = mount.isInert ? ["nosuid", "nodev", "noexec"] : isDirectory ? ["nodev"] : []
            self.init(
                destination: mount.destination.string, type: "bind", source: source.string,
                options: ["rbind", "rprivate"] + limits + access)
        case .tmpfs(let limit):
            self.init(
                destination: mount.destination.string, type: "tmpfs", source: "tmpfs",
                options: ["nosuid", "nodev", "mode=1777"] + (limit.map { ["size=\($0)"] } ?? []) + access)
        }
    }
}
