/// A Linux capability, see capabilities(7), by the name that the OCI runtime specification uses.
package enum Capability: String, Sendable, Hashable, CaseIterable, Codable {
    case auditWrite = "CAP_AUDIT_WRITE"
    case changeOwner = "CAP_CHOWN"
    case overrideAccess = "CAP_DAC_OVERRIDE"
    case readSearch = "CAP_DAC_READ_SEARCH"
    case actAsOwner = "CAP_FOWNER"
    case keepSetID = "CAP_FSETID"
    case kill = "CAP_KILL"
    case makeDeviceNodes = "CAP_MKNOD"
    case bindLowPorts = "CAP_NET_BIND_SERVICE"
    case rawNetwork = "CAP_NET_RAW"
    case setFileCapabilities = "CAP_SETFCAP"
    case setGroup = "CAP_SETGID"
    case setCapabilities = "CAP_SETPCAP"
    case setUser = "CAP_SETUID"
    case administer = "CAP_SYS_ADMIN"
    case reboot = "CAP_SYS_BOOT"
    case changeRoot = "CAP_SYS_CHROOT"
    case loadModules = "CAP_SYS_MODULE"
    case prioritize = "CAP_SYS_NICE"
    case account = "CAP_SYS_PACCT"
    case trace = "CAP_SYS_PTRACE"
    case rawIO = "CAP_SYS_RAWIO"
    case setTime = "CAP_SYS_TIME"
    case configureTerminals = "CAP_SYS_TTY_CONFIG"
    case systemLog = "CAP_SYSLOG"

    /// What Docker gives a container; on the host's network without raw sockets, with which one could listen to it.
    package static func defaults(on network: SandboxNetwork) -> Set<Capability> {
        let shared: Set<Capability> = [
            .auditWrite, .changeOwner, .overrideAccess, .actAsOwner, .keepSetID, .kill, .makeDeviceNodes,
            .bindLowPorts, .setFileCapabilities, .setGroup, .setCapabilities, .setUser, .changeRoot,
        ]
        return network == .host ? shared : shared.union([.rawNetwork])
    }
}
