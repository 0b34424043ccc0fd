package import Diagnostics

/// Where Debian's packages are fetched from: the archive of releases and their updates, and the security archive.
package struct DebianMirror: Hashable, Sendable {
    /// `http` or `https`, without slashes at its end.
    package let main: String
    package let security: String

    /// Reads the value of `--mirror`: `URL`, the security archive then being `debian-security` beside it, or
    /// `URL,SECURITY-URL`.
    ///
    /// - Throws: `usage`.
    package init(parsing text: String) throws(BuildError) {
        let parts = text.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        for part in parts where !DebianMirror.isUsable(part) {
            let subject = part.contains("@") ? "the address" : "'\(part)'"
            throw BuildError(
                .usage, "\(subject) is not a mirror: expected an http or https address without credentials",
                help: "--mirror http://HOST/debian")
        }
        let main = AptSource(uri: parts[0], suite: "", components: []).uri
        guard let security = parts.count == 2 ? parts[1] : DebianMirror.securityBeside(main) else {
            throw BuildError(
                .usage,
                "mirror '\(main)' does not say where its security archive is: its path does not end in '/debian'",
                help: "--mirror \(main),SECURITY-URL")
        }
        self.init(main: main, security: security)
    }

    package init(main: String, security: String) {
        self.main = AptSource(uri: main, suite: "", components: []).uri
        self.security = AptSource(uri: security, suite: "", components: []).uri
    }

    /// Finds Debian's own archives among apt's sources, of whatever release; nil if they are not there.
    package init?(in sources: [AptSource]) {
        let debian = sources.filter { DebianMirror.isUsable($0.uri) && $0.components.contains("main") }
        func first(_ suites: [String], unsigned isDebian: (AptSource) -> Bool) -> String? {
            let matching = debian.filter { suites.contains($0.suite) }
            let match =
                matching.first(where: \.isSignedByDebian) ?? matching.first { $0.signedBy == nil && isDebian($0) }
            return match?.uri
        }
        guard let main = first(DebianMirror.suites, unsigned: { $0.uri.hasSuffix("/debian") }) else { return nil }
        let securitySuites = DebianMirror.suites.flatMap { ["\($0)-security", "\($0)/updates"] }
        guard let security = first(securitySuites, unsigned: { _ in true }) ?? DebianMirror.securityBeside(main) else {
            return nil
        }
        self.init(main: main, security: security)
    }

    private static let suites = [
        "stable", "oldstable", "oldoldstable", "testing", "unstable", "sid", "buster", "bullseye", "bookworm", "trixie",
        "forky", "duke",
    ]

    private static func securityBeside(_ main: String) -> String? {
        main.hasSuffix("/debian") ? main + "-security" : nil
    }

    private static func isUsable(_ uri: String) -> Bool {
        let schemes = ["http://", "https://"]
        guard let scheme = schemes.first(where: uri.hasPrefix), uri.utf8.count <= 1024 else { return false }
        let rest = uri.dropFirst(scheme.count)
        let isPlain = rest.unicodeScalars.allSatisfy { $0.isASCII && $0.properties.generalCategory != .control }
        return isPlain && !rest.hasPrefix("/") && !rest.isEmpty && !rest.contains(where: { " @,?#\"'\\".contains($0) })
    }
}

extension AptSource {
    fileprivate var isSignedByDebian: Bool {
        signedBy?.split(separator: "/").last?.hasPrefix("debian-archive-") ?? false
    }
}
