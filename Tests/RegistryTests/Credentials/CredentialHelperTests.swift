import Diagnostics
import SystemPackage
import Testing

@testable import Registry

@Suite("Credential helper programs")
struct CredentialHelperTests {
    private let host: FakeHost

    init() throws {
        host = try FakeHost()
    }

    /// A program whose `get` does what the script says; what it is asked is in the file `asked`.
    private func install(_ name: String, _ script: String) throws {
        try host.write(
            "bin/docker-credential-\(name)",
            """
            #!/bin/sh
            server=$(cat)
            echo "\(name) $1 $server" >> \(host.root)/asked
            \(script)
            """, mode: 0o755)
    }

    private func credential(_ registry: String, helpers: [String] = ["containers-auth.json"]) async throws
        -> Credential?
    {
        try await CredentialFiles(host.environment(), helpers: helpers).credential(for: registry, repository: "b")
    }

    private static let answer = #"echo '{"ServerURL":"x","Username":"me","Secret":"from the program"}'"#
    private static let notFound = "echo credentials not found in native keychain; exit 1"

    @Test(
        "a program is asked for the registry, docker's own by its address",
        arguments: [
            ("a.test:5000", "a.test:5000"), ("docker.io", "https://index.docker.io/v1/"),
        ])
    func asked(registry: String, server: String) async throws {
        try install("keys", Self.answer)
        try host.write("home/.docker/config.json", #"{"credsStore": "keys"}"#)
        #expect(try await credential(registry) == .password(username: "me", password: "from the program"))
        #expect(host.read("asked") == "keys get \(server)\n")
    }

    @Test("a registry's own program comes before the common one, and before an entry")
    func order() async throws {
        try install("own", Self.answer)
        try install("common", #"echo '{"Username":"<token>","Secret":"token"}'"#)
        try host.write(
            "home/.docker/config.json",
            """
            {"credsStore": "common", "credHelpers": {"a.test": "own", "docker.io": "own"},
             "auths": {"a.test": {"auth": "bWU6ZW50cnk="}}}
            """)
        #expect(try await credential("a.test") == .password(username: "me", password: "from the program"))
        #expect(try await credential("docker.io") == .password(username: "me", password: "from the program"))
        #expect(try await credential("b.test") == .identityToken("token"))
    }

    @Test("what a program does not have may be in the file, or in the next one")
    func notFound() async throws {
        try install("keys", Self.notFound)
        try host.write(
            "home/.docker/config.json", #"{"credsStore": "keys", "auths": {"a.test": {"auth": "bWU6ZW50cnk="}}}"#)
        try host.write("run/containers/1000/auth.json", #"{"auths": {"b.test": {"auth": "bWU6bmV4dA=="}}}"#)
        #expect(try await credential("a.test") == .password(username: "me", password: "entry"))
        #expect(try await credential("b.test") == .password(username: "me", password: "next"))
        #expect(try await credential("c.test") == nil)
    }

    @Test("registries.conf may name programs, before the files or in their place")
    func configured() async throws {
        try install("keys", Self.notFound)
        try install("more", Self.answer)
        try host.write("home/.docker/config.json", #"{"auths": {"a.test": {"auth": "bWU6ZW50cnk="}}}"#)
        let entry = Credential.password(username: "me", password: "entry")
        #expect(try await credential("a.test", helpers: ["keys", "containers-auth.json", "more"]) == entry)
        #expect(try await credential("a.test", helpers: ["keys"]) == nil)
        #expect(try await credential("a.test", helpers: ["more", "containers-auth.json"]) != entry)
    }

    @Test("a program that is not there is said to be missing")
    func missing() async throws {
        let file = try host.write("home/.docker/config.json", #"{"credHelpers": {"a.test": "none"}}"#)
        let error = await #expect(throws: BuildError.self) { try await credential("a.test") }
        #expect(error?.code == .programMissing)
        #expect(error?.help?.contains("'\(file)'") == true)
        #expect(error?.message.contains("'docker-credential-none'") == true)
        #expect(try await credential("b.test") == nil)
    }

    @Test("a name can't lead to another program", arguments: ["../evil", "a/b", "", "a b", "a\n"])
    func name(_ name: String) async throws {
        let error = await #expect(throws: BuildError.self) { try await credential("a.test", helpers: [name]) }
        #expect(error?.code == .usage)
    }

    @Test(
        "a program that fails is quoted, but not if it prints what it keeps",
        arguments: [
            ("echo the keyring is locked; exit 1", "the keyring is locked"),
            ("echo no agent >&2; exit 2", "no agent"), ("exit 3", "status 3"),
            (answer + "; exit 1", "status 1"), ("echo nonsense", "protocol"), ("echo '[1]'", "protocol"),
            (#"echo '{"Username": "me", "Secret": 5}'"#, "protocol"), ("kill -9 $$", "status 137"),
            ("exec yes '{'", "printed more"),
        ])
    func failure(script: String, reason: String) async throws {
        try install("keys", script)
        let error = await #expect(throws: BuildError.self) { try await credential("a.test", helpers: ["keys"]) }
        #expect(error?.code == .stepFailed)
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("from the program") == false)
    }

    @Test("what a program refuses to keep is not shown")
    func refusal() async throws {
        try install("keys", #"echo "can't keep $server" | tr -d '{\n'; exit 1"#)
        let credentials = CredentialFiles(host.environment(), helpers: ["keys"])
        let error = await #expect(throws: BuildError.self) {
            try await credentials.store(.password(username: "me", password: "hunter2"), for: "a.test")
        }
        #expect(error?.code == .stepFailed)
        #expect(error?.message.contains("hunter2") == false)
    }
}
