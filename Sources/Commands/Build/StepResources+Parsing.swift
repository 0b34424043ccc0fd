import Diagnostics
import Glibc
import Planning

extension HostEntry {
    /// Reads `NAME:ADDRESS` or `NAME=ADDRESS`. Steps are on this machine's network, so that `host-gateway` is its own
    /// address there.
    ///
    /// - Throws: `usage`.
    init(parsing text: String) throws(BuildError) {
        let separator = text.firstIndex { $0 == ":" || $0 == "=" }
        let name = separator.map { text[..<$0] } ?? ""
        var address = separator.map { String(text[text.index(after: $0)...]) } ?? ""
        if address.hasPrefix("["), address.hasSuffix("]") { address = String(address.dropFirst().dropLast()) }
        if address == "host-gateway" { address = "127.0.0.1" }
        var bytes = in6_addr()
        let isAddress = inet_pton(AF_INET, address, &bytes) == 1 || inet_pton(AF_INET6, address, &bytes) == 1
        let isName = !name.isEmpty && name.allSatisfy { !$0.isWhitespace && $0 != "#" }
        guard isName, isAddress else {
            throw BuildError(
                .usage, "--add-host '\(text)' can't be used: it is not a name and an address",
                help: "write 'NAME:ADDRESS', such as 'db:192.0.2.7'")
        }
        self.init(name: String(name), address: address)
    }
}

extension NameLookup {
    /// Reads `--dns`, `--dns-search` and `--dns-option`; nil where there are none.
    ///
    /// - Throws: `usage`.
    init?(_ options: RunStepOptions) throws(BuildError) {
        let given = [
            ("--dns", options.dns), ("--dns-search", options.dnsSearch), ("--dns-option", options.dnsOption),
        ].filter { !$0.1.isEmpty }
        guard let (first, _) = given.first else { return nil }
        guard options.network != NetworkMode.none.rawValue else {
            throw BuildError(.usage, "\(first) can't be used with '--network none': there is nobody to ask")
        }
        for (option, texts) in given {
            for text in texts where !Self.isWord(text) {
                throw BuildError(.usage, "\(option) '\(text)' can't be used: it is not one word")
            }
        }
        if options.dns.contains("none") {
            guard options.dns.count == 1, given.count == 1 else {
                throw BuildError(.usage, "'--dns none' can't be used with other name servers, domains or options")
            }
            self = .ofImage
            return
        }
        for server in options.dns where !Self.isAddress(server) {
            throw BuildError(
                .usage, "--dns '\(server)' can't be used: it is not the address of a name server",
                help: "write an address, such as '192.0.2.53', or 'none'")
        }
        self = .settings(servers: options.dns, domains: options.dnsSearch, options: options.dnsOption)
    }

    /// Whether a text stays what it is in a line of a file.
    private static func isWord(_ text: String) -> Bool {
        !text.isEmpty && text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F }
    }

    /// An IPv6 address may name the interface that it is behind.
    private static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        var bytes = in6_addr()
        if parts.count == 1, inet_pton(AF_INET, text, &bytes) == 1 { return true }
        return inet_pton(AF_INET6, parts[0], &bytes) == 1 && parts.allSatisfy { !$0.isEmpty }
    }
}

extension ResourceLimit {
    /// The limits that docker knows.
    private static let names = [
        "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio",
        "rttime", "sigpending", "stack",
    ]

    /// Reads `NAME=SOFT[:HARD]`; -1 is no limit, and the hard limit is the soft one where it is missing.
    ///
    /// - Throws: `usage`.
    init(parsing text: String) throws(BuildError) {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            throw BuildError(.usage, "--ulimit '\(text)' can't be used: it is not 'NAME=SOFT[:HARD]'")
        }
        guard Self.names.contains(parts[0]) else {
            throw BuildError(
                .usage, "--ulimit '\(text)' can't be used: unknown limit '\(parts[0])'",
                help: Suggestion.help(for: parts[0], in: Self.names)
                    ?? "the limits are: \(Self.names.joined(separator: ", "))")
        }
        let values = parts[1].split(separator: ":", omittingEmptySubsequences: false).map { value in
            value == "-1" ? UInt64.max : UInt64(value)
        }
        guard (1...2).contains(values.count), let soft = values[0], let hard = values[values.count - 1] else {
            throw BuildError(.usage, "--ulimit '\(text)' can't be used: a limit is a number, or -1 for none")
        }
        guard soft <= hard else {
            throw BuildError(.usage, "--ulimit '\(text)' can't be used: the soft limit is above the hard one")
        }
        self.init(name: "RLIMIT_\(parts[0].uppercased())", soft: soft, hard: hard)
    }
}
