/// RUN.
package struct RunOperation: Hashable, Sendable {
    package let arguments: [String]
    /// `NAME=value`; part of the cache key.
    package let environment: [String]
    /// Proxy variables: given to the process, no part of the cache key.
    package let proxyEnvironment: [String]
    package let workingDirectory: String
    /// As USER gave it; empty for root.
    package let user: String
    package let network: NetworkMode
    /// Whether the process may do what root may (`--security=insecure`).
    package let isPrivileged: Bool
    /// In the order in which they are mounted: what lies inside of another comes after it.
    package let mounts: [StepMount]
    package let resources: StepResources
    /// Nil for the usual one.
    package let hostname: String?
    package let devices: [DeviceRequest]
    /// Whether it may have devices that not everybody may have; no part of the cache key.
    package let allowsDevices: Bool
    /// The program that the stage gives commands to (SHELL); no part of the cache key.
    package let shell: String

    package init(
        arguments: [String], environment: [String] = [], proxyEnvironment: [String] = [],
        workingDirectory: String = "/",
        user: String = "", network: NetworkMode = .host, isPrivileged: Bool = false, mounts: [StepMount] = [],
        resources: StepResources = StepResources(), hostname: String? = nil, devices: [DeviceRequest] = [],
        allowsDevices: Bool = false, shell: String = "/bin/sh"
    ) {
        self.arguments = arguments
        self.environment = environment
        self.proxyEnvironment = proxyEnvironment
        self.workingDirectory = workingDirectory
        self.user = user
        self.network = network
        self.isPrivileged = isPrivileged
        self.mounts = mounts
        self.resources = resources
        self.hostname = hostname
        self.devices = devices
        self.allowsDevices = allowsDevices
        self.shell = shell
    }
}

/// How a step reaches the network.
package enum NetworkMode: String, Hashable, Sendable, CaseIterable, Codable {
    /// The host's network.
    case host
    /// A loopback interface of its own and nothing else.
    case none
    /// One of its own, from which the outside can be reached, and the host's loopback interface can't.
    case `private`
}

/// What all RUN steps of a build have, from its options.
package struct StepResources: Hashable, Sendable, Codable {
    /// `--add-host`: more entries of `/etc/hosts`.
    package var hosts: [HostEntry]
    /// `--no-hosts`: whether `/etc/hosts` is the image's own.
    package var hasOwnHosts = false
    /// `--dns` and its like; nil for the machine's own `/etc/resolv.conf`. No part of the cache key, as addresses are not.
    package var names: NameLookup?
    /// `--shm-size`: how large `/dev/shm` may become, in bytes; nil for docker's 64 MiB.
    package var sharedMemory: Int64?
    /// `--ulimit`.
    package var limits: [ResourceLimit]

    package init(hosts: [HostEntry] = [], sharedMemory: Int64? = nil, limits: [ResourceLimit] = []) {
        self.hosts = hosts
        self.sharedMemory = sharedMemory
        self.limits = limits
    }
}

/// How steps look names up (resolv.conf(5)).
package enum NameLookup: Hashable, Sendable, Codable {
    /// As the image's own `/etc/resolv.conf` says.
    case ofImage
    /// As the machine's does, but for these; of each kind that is empty, the machine's own.
    case settings(servers: [String], domains: [String], options: [String])
}

/// A line of `/etc/hosts`.
package struct HostEntry: Hashable, Sendable, Codable {
    package let name: String
    package let address: String

    package init(name: String, address: String) {
        self.name = name
        self.address = address
    }
}

/// A limit that the kernel puts on a process, see setrlimit(2).
package struct ResourceLimit: Hashable, Sendable, Codable {
    /// As the OCI runtime specification has it: `RLIMIT_NOFILE`.
    package let name: String
    package let soft: UInt64
    package let hard: UInt64

    package init(name: String, soft: UInt64, hard: UInt64) {
        self.name = name
        self.soft = soft
        self.hard = hard
    }
}
