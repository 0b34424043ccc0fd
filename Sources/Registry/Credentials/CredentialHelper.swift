import Diagnostics
import Sandbox

/// A program `docker-credential-NAME` that keeps credentials elsewhere (docker's credential helper protocol).
struct CredentialHelper: Sendable {
    /// The user name that says that the secret is an identity token.
    private static let tokenUser = "<token>"

    /// `docker-credential-NAME`.
    let program: String
    private let environment: [String: String]
    /// The file that names the program.
    private let origin: String

    /// - Throws: `usage` if the name is not the end of a program's name.
    init(_ name: String, from origin: String, environment: [String: String]) throws(BuildError) {
        let isName = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard isName, !name.isEmpty else {
            throw BuildError(
                .usage, "'\(origin)' can't be used: the credential helper '\(name)' is not a program's name")
        }
        program = "docker-credential-\(name)"
        self.environment = environment
        self.origin = origin
    }

    /// The credential for a registry; nil if the program has none.
    ///
    /// - Throws: `programMissing`, or `stepFailed` for a program that fails, says nothing useful, or takes too long.
    func credential(for scope: CredentialScope) async throws(BuildError) -> Credential? {
        guard let output = try await run("get", Array(scope.key.utf8)) else { return nil }
        guard let answer = try? JSONParser.parse(output), let username = answer["Username"]?.text,
            let secret = answer["Secret"]?.text
        else { throw failure("get", "its answer is not what the protocol says") }
        if username == Self.tokenUser { return .identityToken(secret) }
        return username.isEmpty && secret.isEmpty ? nil : .password(username: username, password: secret)
    }

    /// Keeps a credential, in place of the one there is for the registry.
    ///
    /// - Throws: as `credential`; `usage` for a part of a registry, since programs are asked for whole registries only.
    func store(_ credential: Credential, for scope: CredentialScope) async throws(BuildError) {
        guard scope.path.isEmpty else {
            throw BuildError(
                .usage, "the credential for '\(scope)' can't be kept: '\(program)' is for whole registries only")
        }
        let (username, secret) =
            switch credential {
            case .password(let username, let password): (username, password)
            case .identityToken(let token): (Self.tokenUser, token)
            }
        let request = JSONDocument.object([
            .init(name: "ServerURL", value: .string(scope.key)),
            .init(name: "Username", value: .string(username)),
            .init(name: "Secret", value: .string(secret)),
        ])
        _ = try await run("store", request.bytes, secret: secret)
    }

    /// Forgets what is kept for a registry.
    ///
    /// - Returns: false if the program says that there was nothing.
    func erase(_ scope: CredentialScope) async throws(BuildError) -> Bool {
        try await run("erase", Array(scope.key.utf8)) != nil
    }

    /// What credentials are kept for, and for whom; nil stands for an identity token.
    func list() async throws(BuildError) -> [(scope: CredentialScope, username: String?)] {
        guard let output = try await run("list", []) else { return [] }
        guard let answer = try? JSONParser.parse(output), answer.isObject else {
            throw failure("list", "its answer is not what the protocol says")
        }
        return answer.members.map { member in
            let username = member.value.text
            return (CredentialScope(key: member.name), username == Self.tokenUser ? nil : username)
        }
    }

    /// - Returns: what the program prints; nil if it says that there is no such credential.
    private func run(_ action: String, _ input: [UInt8], secret: String? = nil) async throws(BuildError) -> [UInt8]? {
        var lastLine: String?
        let (status, output) = try await collect(action, input) { lastLine = $0 }
        guard status != 0 else { return output }
        // Failures are told on standard output.
        let message = String(decoding: output, as: UTF8.self).split(whereSeparator: \.isNewline).first
        if message == "credentials not found in native keychain" { return nil }
        let reason = message.map(String.init) ?? lastLine ?? ""
        // A program that prints what it should keep to itself is not quoted.
        let isQuotable =
            !reason.isEmpty && !reason.contains("{") && !(secret.map { reason.contains($0.prefix(8)) } ?? false)
        throw failure(action, isQuotable ? String(reason.prefix(512)) : "it ended with status \(status)")
    }

    private func collect(
        _ action: String, _ input: [UInt8], errorLine: (String) -> Void
    ) async throws(BuildError) -> (status: Int32, output: [UInt8]) {
        let process = HostProcess(program, [action], environment: environment, timeLimit: .seconds(30))
        do {
            return try await process.collect(input: input, errorLine: errorLine)
        } catch {
            guard error.code == .programMissing else { throw error }
            throw BuildError(
                .programMissing, error.message, help: "install '\(program)', or take it out of '\(origin)'")
        }
    }

    private func failure(_ action: String, _ why: String) -> BuildError {
        BuildError(.stepFailed, "'\(program) \(action)' failed: \(why)")
    }
}
