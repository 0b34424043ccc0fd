import Diagnostics
import Glibc

/// What a process needs to find other machines by name: the text of `/etc/resolv.conf` and of `/etc/hosts`.
struct NameResolution: Equatable {
    /// Nil where the root file system's own file is left.
    let resolver: String?
    let hosts: String

    /// - Parameters:
    ///   - hostResolver: The host's `/etc/resolv.conf`. It is kept as it is, a stub on a loopback address too: on the
    ///     host's network that address works, and without a network nothing would.
    ///   - hostEntries: The host's `/etc/hosts`, of use on its network only.
    init(
        hostname: String, network: SandboxNetwork, hosts: [HostAddress] = [], names: SandboxNames = .ofHost,
        hostResolver: String, hostEntries: String
    ) {
        let hostResolver = network == .private ? Self.reachable(hostResolver) : hostResolver
        switch names {
        case .ofHost: resolver = hostResolver
        case .ofRoot: resolver = nil
        case .changed(let servers, let domains, let options):
            resolver = Self.resolver(hostResolver, servers, domains, options)
        }
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
            hostname: process.hostname, network: process.network, hosts: process.hosts, names: process.names,
            hostResolver: SmallFile.text("/etc/resolv.conf") ?? "", hostEntries: SmallFile.text("/etc/hosts") ?? "")
    }

    /// A resolver's file for a private network, which has IPv4 and not the host's loopback addresses; a server of its own
    /// takes the place of servers that can't be reached from there.
    private static func reachable(_ text: String) -> String {
        let lines = text.split(separator: "\n")
        let servers = lines.filter { $0.split(whereSeparator: \.isWhitespace).first == "nameserver" }
        let kept = servers.filter { line in
            let address = line.split(whereSeparator: \.isWhitespace).dropFirst().first ?? ""
            return !address.isEmpty && !address.contains(":") && !address.hasPrefix("127.") && address != "0.0.0.0"
        }
        guard kept.count < servers.count || servers.isEmpty else { return text }
        let own = kept.isEmpty ? ["nameserver \(NetworkServer.nameServer)"] : []
        let others = lines.filter { !servers.contains($0) || kept.contains($0) }
        return (own + others.map(String.init)).map { $0 + "\n" }.joined()
    }

    /// A resolver's file with other lines of each kind that is given (resolv.conf(5)).
    private static func resolver(
        _ text: String, _ servers: [String], _ domains: [String], _ options: [String]
    ) -> String {
        var replaced = Set<Substring>()
        if !servers.isEmpty { replaced.insert("nameserver") }
        if !domains.isEmpty { replaced.formUnion(["search", "domain"]) }
        if !options.isEmpty { replaced.insert("options") }
        let kept = text.split(separator: "\n").filter { line in
            !replaced.contains(line.split(whereSeparator: \.isWhitespace).first ?? "")
        }
        var lines = domains.isEmpty || domains == ["."] ? [] : ["search \(domains.joined(separator: " "))"]
        lines += servers.map { "nameserver \($0)" }
        if !options.isEmpty { lines.append("options \(options.joined(separator: " "))") }
        return (lines + kept.map(String.init)).map { $0 + "\n" }.joined()
    }

    /// The lines of a hosts file that say something.
    private static func entries(_ text: String) -> String {
        text.split(separator: "\n")
            .filter { line in line.first { !$0.isWhitespace }.map { $0 != "#" } ?? false }
            .map { $0 + "\n" }.joined()
    }
}
