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
