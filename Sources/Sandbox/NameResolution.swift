import Diagnostics
import Glibc

/// What a process needs to find other machines by name: the text of `/etc/resolv.conf` and of `/etc/hosts`.
struct NameResolution: Equatable {
    let resolver: String
    let hosts: String

    /// - Parameters:
    ///   - hostResolver: The host's `/etc/resolv.conf`. It is kept as it is, a stub on a loopback address too: on the
    ///     host's network that address works, and without a network nothing would.
    ///   - hostEntries: The host's `/etc/hosts`, of use on its network only.
    init(
        hostname: String, network: SandboxNetwork, hosts: [HostAddress] = [], hostResolver: String, hostEntries: String
    ) {
        resolver = hostResolver
        let own = """
            127.0.0.1\tlocalhost
            ::1\tlocalhost ip6-localhost ip6-loopback
            127.0.0.1\t\(hostname)

            """
        let added = own + hosts.map { "\($0.address)\t\($0.name)\n" }.joined()
        self.hosts = network == .host ? added + Self.entries(hostEntries) : added
    }

    /// The resolution for a process, from the files of this machine; at most a megabyte of each.
    init(for process: SandboxProcess) {
        self.init(
            hostname: process.hostname, network: process.network, hosts: process.hosts,
            hostResolver: SmallFile.text("/etc/resolv.conf") ?? "", hostEntries: SmallFile.text("/etc/hosts") ?? "")
    }

    /// The lines of a hosts file that say something.
    private static func entries(_ text: String) -> String {
        text.split(separator: "\n")
            .filter { line in line.first { !$0.isWhitespace }.map { $0 != "#" } ?? false }
            .map { $0 + "\n" }.joined()
    }
}
