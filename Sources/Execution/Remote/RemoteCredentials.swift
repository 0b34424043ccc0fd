import Diagnostics
import FoundationEssentials

/// What servers are shown of the build's secrets: `HTTP_AUTH_TOKEN` and `HTTP_AUTH_HEADER` for files, `GIT_AUTH_TOKEN` and
/// `GIT_AUTH_HEADER` for repositories (Dockerfile reference, "ADD"; Docker's documentation, "Git contexts").
///
/// Each names the host that it is for, `GIT_AUTH_TOKEN.git.example`; those of git may do without, and then are for any.
/// A file's are sent to no host that they do not name, since a Dockerfile may take files from anywhere.
package struct RemoteCredentials: Sendable {
    private let secrets: [String: SecretSource]

    /// - Parameter secrets: `--secret`, by name.
    package init(_ secrets: [String: SecretSource] = [:]) {
        self.secrets = secrets
    }

    /// The value of `Authorization` for a file (RFC 6750).
    ///
    /// - Parameter address: of the file.
    /// - Throws: `notFound`, `usage` for a secret that can't be read.
    func authorization(forFile address: String) throws(BuildError) -> String? {
        guard let host = Self.origin(of: address)?.host else { return nil }
        if let header = try secret("HTTP_AUTH_HEADER", ["_", "."].map { $0 + host }) { return header }
        return try secret("HTTP_AUTH_TOKEN", ["_", "."].map { $0 + host }).map { "Bearer \($0)" }
    }

    /// Where git is to show something, as the name of a section of its configuration, and the header; nil for nothing.
    ///
    /// - Parameter remote: the repository's address.
    /// - Throws: `notFound`, `usage` for a secret that can't be read.
    func header(forRepository remote: String) throws(BuildError) -> (origin: String, header: String)? {
        guard let (origin, host) = Self.origin(of: remote) else { return nil }
        for suffix in [".\(host)", ""] {
            if let header = try secret("GIT_AUTH_HEADER", [suffix]) { return (origin, "Authorization: \(header)") }
            if let token = try secret("GIT_AUTH_TOKEN", [suffix]) {
                let pair = Data("x-access-token:\(token)".utf8).base64EncodedString()
                return (origin, "Authorization: basic \(pair)")
            }
        }
        return nil
    }

    private func secret(_ name: String, _ suffixes: [String]) throws(BuildError) -> String? {
        for suffix in suffixes {
            guard let content = try secrets[name + suffix]?.content(of: name + suffix) else { continue }
            let text = String(decoding: content, as: UTF8.self)
            let line = text.prefix { !$0.isNewline }
            guard text.dropFirst(line.count).allSatisfy(\.isNewline),
                !line.unicodeScalars.contains(where: Self.isControl)
            else {
                throw BuildError(.usage, "secret '\(name + suffix)' can't be used: it is more than one line of text")
            }
            return line.isEmpty ? nil : String(line)
        }
        return nil
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool { scalar.value < 0x20 || scalar.value == 0x7F }

    /// `https://HOST[:PORT]/` and `HOST[:PORT]` of an address over HTTP.
    private static func origin(of address: String) -> (origin: String, host: String)? {
        guard let scheme = ["http://", "https://"].first(where: address.hasPrefix) else { return nil }
        let authority = address.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
        // What is in the address itself goes before.
        guard !authority.isEmpty, !authority.contains("@"), !authority.unicodeScalars.contains(where: isControl) else {
            return nil
        }
        return ("\(scheme)\(authority)/", authority.lowercased())
    }
}
