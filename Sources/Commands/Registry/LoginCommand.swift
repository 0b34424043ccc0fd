import ArgumentParser
import Diagnostics
import ImageModel
import Registry

struct LoginCommand: AsyncVerb {
    static let configuration = CommandConfiguration(
        commandName: "login", abstract: "Keeps the credentials of a registry, once it has accepted them.",
        discussion: """
            They are kept as docker keeps them: in ~/.docker/config.json, or by the credential helper that it names.

            Examples:
              pith login registry.example
              pith login -u me --password-stdin registry.example < token
            """)

    @Option(name: .shortAndLong, help: "The user name; asked for if it is not given.")
    var username: String?

    @Flag(help: "Read the password from standard input.")
    var passwordStdin = false

    @OptionGroup
    var access: RegistryOptions

    @Argument(help: "The registry (default: docker.io).")
    var registry = "docker.io"

    func run(_ session: Session) async throws {
        let reference = try registryReference(registry)
        let credential = try readCredential(reference.registry)
        let access = try RegistryAccess(access, session)
        let registries = try Registries(session, temporaryDirectory: "/tmp", access: access) { warning in
            Standard.error(DiagnosticRenderer(color: session.hasColor).render(warning))
        }
        try await registries.verify(credential, for: reference)
        let files = CredentialFiles(
            HostEnvironment(variables: session.environment), helpers: registries.configuration.credentialHelpers)
        let keeper = try await files.store(credential, for: registry)
        Standard.output("Login Succeeded\n")
        Standard.error("The credentials are kept by \(keeper).\n")
    }

    private func readCredential(_ registry: String) throws(BuildError) -> Credential {
        let prompt = PasswordPrompt()
        let username: String
        if let given = self.username {
            username = given
        } else {
            guard !passwordStdin else {
                throw BuildError(.usage, "--password-stdin needs a user name", help: "add -u NAME")
            }
            username = try prompt.line("Username for \(registry): ")
        }
        let password =
            passwordStdin ? try prompt.standardInput() : try prompt.hiddenLine("Password for \(username)@\(registry): ")
        guard !username.isEmpty, !password.isEmpty else {
            throw BuildError(.usage, "a login needs a user name and a password")
        }
        return .password(username: username, password: password)
    }
}

struct LogoutCommand: AsyncVerb {
    static let configuration = CommandConfiguration(
        commandName: "logout", abstract: "Forgets the credentials of a registry.",
        discussion: "Example:\n  pith logout registry.example")

    @Flag(name: .shortAndLong, help: "Forget those of all registries.")
    var all = false

    @Argument(help: "The registry (default: docker.io).")
    var registry = "docker.io"

    func run(_ session: Session) async throws {
        let host = HostEnvironment(variables: session.environment)
        let files = CredentialFiles(host, helpers: try RegistryConfiguration.load(host).credentialHelpers)
        let names = all ? Array(Set(try await files.list().map(\.registry))).sorted() : [registry]
        for name in names {
            if try await files.erase(name) {
                Standard.output("Removed login credentials for \(name)\n")
            } else if !all {
                Standard.output("Not logged in to \(name)\n")
            }
        }
    }
}

/// A reference of that registry, to find out how it is reached.
private func registryReference(_ registry: String) throws(BuildError) -> ImageReference {
    let host = registry.prefix { $0 != "/" }
    guard let reference = try? ImageReference(parsing: "\(host)/login"), reference.registry == host else {
        throw BuildError(.usage, "'\(registry)' is not a registry: expected HOST or HOST:PORT")
    }
    return reference
}
