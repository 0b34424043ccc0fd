/// A Linux capability, see capabilities(7), by the name that the OCI runtime specification uses.
///
/// In the order of the kernel's numbers, from 0.
package enum Capability: String, Sendable, Hashable, CaseIterable, Codable {
    case changeOwner = "CAP_CHOWN"
    case overrideAccess = "CAP_DAC_OVERRIDE"
    case readSearch = "CAP_DAC_READ_SEARCH"
    case actAsOwner = "CAP_FOWNER"
    case keepSetID = "CAP_FSETID"
    case kill = "CAP_KILL"
    case setGroup = "CAP_SETGID"
    case setUser = "CAP_SETUID"
    case setCapabilities = "CAP_SETPCAP"
    case makeImmutable = "CAP_LINUX_IMMUTABLE"
    case bindLowPorts = "CAP_NET_BIND_SERVICE"
    case broadcast = "CAP_NET_BROADCAST"
    case administerNetwork = "CAP_NET_ADMIN"
    case rawNetwork = "CAP_NET_RAW"
    case lockMemory = "CAP_IPC_LOCK"
    case ownCommunication = "CAP_IPC_OWNER"
    case loadModules = "CAP_SYS_MODULE"
    case rawIO = "CAP_SYS_RAWIO"
    case changeRoot = "CAP_SYS_CHROOT"
    case trace = "CAP_SYS_PTRACE"
    case account = "CAP_SYS_PACCT"
    case administer = "CAP_SYS_ADMIN"
    case reboot = "CAP_SYS_BOOT"
    case prioritize = "CAP_SYS_NICE"
    case raiseLimits = "CAP_SYS_RESOURCE"
    case setTime = "CAP_SYS_TIME"
    case configureTerminals = "CAP_SYS_TTY_CONFIG"
    case makeDeviceNodes = "CAP_MKNOD"
    case lease = "CAP_LEASE"
    case auditWrite = "CAP_AUDIT_WRITE"
    case auditControl = "CAP_AUDIT_CONTROL"
    case setFileCapabilities = "CAP_SETFCAP"
    case overrideLabels = "CAP_MAC_OVERRIDE"
    case administerLabels = "CAP_MAC_ADMIN"
    case systemLog = "CAP_SYSLOG"
    case wakeAlarm = "CAP_WAKE_ALARM"
    case blockSuspend = "CAP_BLOCK_SUSPEND"
    case auditRead = "CAP_AUDIT_READ"
    case monitorPerformance = "CAP_PERFMON"
    case loadFilters = "CAP_BPF"
    case restoreCheckpoints = "CAP_CHECKPOINT_RESTORE"

    /// All that this process may give to another one: its bounding set.
    package static var available: Set<Capability> {
        let line = SmallFile.text("/proc/self/status")?.split(separator: "\n").first { $0.hasPrefix("CapBnd:") }
        let mask = line?.split(whereSeparator: \.isWhitespace).last.flatMap { UInt64($0, radix: 16) } ?? 0
        return Set(allCases.enumerated().filter { mask & (1 << UInt64($0.offset)) != 0 }.map(\.element))
    }

    /// What Docker gives a container; on the host's network without raw sockets, with which one could listen to it.
    package static func defaults(on network: SandboxNetwork) -> Set<Capability> {
        let shared: Set<Capability> = [
            .auditWrite, .changeOwner, .overrideAccess, .actAsOwner, .keepSetID, .kill, .makeDeviceNodes,
            .bindLowPorts, .setFileCapabilities, .setGroup, .setCapabilities, .setUser, .changeRoot,
        ]
        return network == .host ? shared : shared.union([.rawNetwork])
    }
}
