import Diagnostics
import Dockerfile
import Glibc
import Registry
import SystemPackage

/// What the command line says of the way to registries, in place of the machine's configuration.
struct RegistryAccess: Sendable {
    /// Whether certificates are verified; nil leaves it to the configuration.
    var verifiesTLS: Bool?
    /// Where certificates are, for all registries.
    var certificates: FilePath?
    /// The one file with credentials.
    var credentialFile: FilePath?
    /// What every registry is shown that asks.
    var credential: Credential?
    /// How often in all a transfer is tried; nil for as often as usual.
    var attempts: Int?
    /// How long to wait after the first failure; nil for as long as usual.
    var delay: Duration?

    /// The configuration's way.
    init() {}

    /// The same, but for what one output says of certificates.
    func verifying(_ verifiesTLS: Bool?) -> RegistryAccess {
        var access = self
        access.verifiesTLS = verifiesTLS ?? self.verifiesTLS
        return access
    }

    /// - Throws: `notFound` for a directory that is not there.
    init(_ options: RegistryOptions, _ session: Session) throws(BuildError) {
        verifiesTLS = options.tlsVerify
        certificates = try options.certDir.map { path throws(BuildError) in
            try Self.existing(path, session, isDirectory: true, "--cert-dir")
        }
    }

    /// - Throws: `notFound` for a file or directory that is not there; `usage`.
    init(_ options: TransferOptions, _ session: Session) throws(BuildError) {
        try self.init(options.access, session)
        credentialFile = try options.authfile.map { path throws(BuildError) in
            try Self.existing(path, session, isDirectory: false, "--authfile")
        }
        credential = try options.creds.map { text throws(BuildError) in try Self.credential(text) }
        attempts = try options.retry.map { text throws(BuildError) in
            guard let count = Int(text), (0...1000).contains(count) else {
                throw BuildError(.usage, "--retry '\(text)' is not a number from 0 to 1000")
            }
            return count + 1
        }
        delay = try options.retryDelay.map { text throws(BuildError) in
            guard let nanoseconds = GoDuration.nanoseconds(text), (0...Self.longestDelay).contains(nanoseconds) else {
                throw BuildError(
                    .usage, "--retry-delay '\(text)' is not a duration of up to an hour",
                    help: "for example: --retry-delay 2s")
            }
            return .nanoseconds(nanoseconds)
        }
    }

    /// An hour, in nanoseconds.
    private static let longestDelay: Int64 = 3_600_000_000_000

    private static func existing(
        _ path: String, _ session: Session, isDirectory: Bool, _ option: String
    ) throws(BuildError) -> FilePath {
        let absolute = session.absolute(path)
        var status = stat()
        guard stat(absolute, &status) == 0 else {
            throw BuildError(.notFound, "\(option) '\(path)' can't be used: \(String(cString: strerror(errno)))")
        }
        guard (status.st_mode & S_IFMT == S_IFDIR) == isDirectory else {
            let what = isDirectory ? "a directory" : "a file"
            throw BuildError(.usage, "\(option) '\(path)' can't be used: it is not \(what)")
        }
        return FilePath(absolute)
    }

    /// - Throws: `usage` for no user; nothing that is typed gets into the message.
    private static func credential(_ text: String) throws(BuildError) -> Credential {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let user = parts.first, !user.isEmpty else {
            throw BuildError(.usage, "--creds names no user", help: "write '--creds USER:PASSWORD'")
        }
        let password = parts.count > 1 ? parts[1] : try askPassword(of: user)
        return .password(username: user, password: password)
    }

    private static func askPassword(of user: String) throws(BuildError) -> String {
        try PasswordPrompt().hiddenLine(
            "Password for \(user): ", help: "write '--creds USER:PASSWORD', or use --authfile")
    }
}

/// Answers every registry in the same way.
struct GivenCredential: CredentialProvider {
    let credential: Credential

    func credential(for registry: String, repository: String) async throws(BuildError) -> Credential? { credential }
}
