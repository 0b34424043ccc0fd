package import SystemPackage

/// One process to run in one root directory.
package struct SandboxProcess: Sendable {
    /// The root file system, on the host; absolute.
    package var root: FilePath
    /// The command and its arguments; the command is looked up in the `PATH` of `environment`.
    package var arguments: [String]
    /// `NAME=value` entries.
    package var environment: [String]
    /// Where the process starts, inside; absolute.
    package var workingDirectory: FilePath
    package var user: UInt32
    package var group: UInt32
    package var supplementaryGroups: [UInt32]
    /// Whether the process gets a terminal of its own, connected to the caller's.
    package var hasTerminal: Bool
    package var hostname: String
    package var network: SandboxNetwork
    /// What is mounted beside the usual file systems, in this order.
    package var mounts: [SandboxMount]
    /// Whether the root file system can't be written.
    package var isReadOnly: Bool
    package var capabilities: Set<Capability>
    /// Whether no program that the process executes can gain privileges.
    package var noNewPrivileges: Bool
    /// Whether nothing is hidden from the process and it may do what it has capabilities for, as with docker's
    /// `--privileged`.
    package var isPrivileged: Bool
    /// More entries of `/etc/hosts`.
    package var hosts: [HostAddress]
    /// Whether `/etc/hosts` is the root file system's own.
    package var hasOwnHosts: Bool
    /// What `/etc/resolv.conf` says.
    package var names: SandboxNames
    /// How large `/dev/shm` may become, in bytes; nil for 64 MiB.
    package var sharedMemory: Int64?
    /// What each process may take.
    package var limits: [ProcessLimit]
    /// What all of them together may take.
    package var resources: ResourceLimits
    /// In the order in which those of one moment are run.
    package var hooks: [SandboxHook]

    package init(
        root: FilePath, arguments: [String], environment: [String] = [], workingDirectory: FilePath = "/",
        network: SandboxNetwork = .host
    ) {
        self.root = root
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.network = network
        user = 0
        group = 0
        supplementaryGroups = []
        hasTerminal = false
        hostname = "pith"
        mounts = []
        isReadOnly = false
        capabilities = Capability.defaults(on: network)
        noNewPrivileges = false
        isPrivileged = false
        hosts = []
        hasOwnHosts = false
        names = .ofHost
        limits = []
        resources = ResourceLimits()
        hooks = []
    }
}

/// How a process looks names up: what it sees as `/etc/resolv.conf`.
package enum SandboxNames: Sendable, Hashable {
    /// The host's.
    case ofHost
    /// The root file system's own.
    case ofRoot
    /// The host's, but for these; of each kind that is empty, the host's own. The domain `.` is none.
    case changed(servers: [String], domains: [String], options: [String])
}

/// The address of a name that a process sees in `/etc/hosts`.
package struct HostAddress: Sendable, Hashable {
    package let name: String
    package let address: String

    package init(name: String, address: String) {
        self.name = name
        self.address = address
    }
}

/// A limit of setrlimit(2).
package struct ProcessLimit: Sendable, Hashable, Encodable {
    /// As the OCI runtime specification has it: `RLIMIT_NOFILE`.
    package let type: String
    package let hard: UInt64
    package let soft: UInt64

    package init(type: String, hard: UInt64, soft: UInt64) {
        self.type = type
        self.hard = hard
        self.soft = soft
    }
}

/// Which network a process sees.
package enum SandboxNetwork: String, Sendable, Hashable {
    /// The host's.
    case host
    /// A loopback device, and no more.
    case none
    /// One of its own, from which the outside can be reached through the host, and no address of the host's loopback.
    case `private`
}

/// A file system shown inside a sandbox.
package struct SandboxMount: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        /// A file or directory of the host; `isDirectory` says which.
        case bind(source: FilePath, isDirectory: Bool)
        /// An empty file system in memory, of at most so many bytes where a limit is given.
        case tmpfs(limit: Int64?)
    }

    package var kind: Kind
    /// Where it is shown, inside; absolute. The mountpoint is made where it is missing, and taken away afterwards.
    package var destination: FilePath
    package var isReadOnly: Bool
    /// Whether it is data alone: no program, setuid bit or device in it works.
    package var isInert: Bool

    package init(_ kind: Kind, at destination: FilePath, isReadOnly: Bool = false, isInert: Bool = false) {
        self.isInert = isInert
        self.kind = kind
        self.destination = destination
        self.isReadOnly = isReadOnly
    }
}
