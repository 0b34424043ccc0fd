import Diagnostics
import FoundationEssentials
import Glibc
import SystemPackage
import Testing

@testable import Registry

@Suite("Logins")
struct LoginTests {
    private let host: FakeHost
    private let credentials: CredentialFiles
    private static let me = Credential.password(username: "me", password: "secret: ü")

    init() throws {
        host = try FakeHost()
        credentials = CredentialFiles(host.environment())
    }

    @Test(
        "what was kept is found, and gone once it is erased",
        arguments: [
            "a.test", "localhost:5000", "docker.io", "https://index.docker.io/v1/", "a.test/team", "[::1]:5000",
        ])
    func roundTrip(registry: String) async throws {
        let name = registry.contains("docker.io") ? "docker.io" : String(registry.prefix { $0 != "/" })
        for credential in [Self.me, .identityToken("token")] {
            #expect(try await credentials.store(credential, for: registry) == "\(host.home)/.docker/config.json")
            #expect(try await credentials.credential(for: name, repository: "team/a") == credential)
        }
        #expect(try await credentials.erase(registry))
        #expect(try await credentials.credential(for: name, repository: "team/a") == nil)
        #expect(try await !credentials.erase(registry))
    }

    @Test(
        "skopeo finds what was kept",
        arguments: ["a.test", "localhost:5000", "docker.io", "a.test/team/project"])
    func judge(registry: String) async throws {
        try await credentials.store(.password(username: "other", password: "secret"), for: "other.test")
        try await credentials.store(Self.me, for: registry)
        let file = "\(host.home)/.docker/config.json"
        let (status, output, log) = try await host.skopeo(["login", "--authfile", file, "--get-login", registry])
        #expect(status == 0, "\(log)")
        #expect(output == "me\n")
        #expect(try await host.skopeo(["login", "--authfile", file, "--get-login", "none.test"]).status != 0)
    }

    @Test("all else in the file stays as it is, in its order")
    func untouched() async throws {
        try host.write(
            "home/.docker/config.json",
            """
            {"zzz": {"b": 1.0, "a": null}, "auths": {"first.test": {"auth": "bWU6MQ==", "email": "me@first.test"},
            "https://index.docker.io/v1/": {}, "docker.io": {"auth": "b2xkOjI="}, "last.test": {"auth": "bWU6Mw=="}},
            "HttpHeaders": {"X": "\\u003cy\\u003e"}, "aaa": []}
            """)
        try await credentials.store(.password(username: "new", password: "4"), for: "docker.io")
        #expect(
            host.read("home/.docker/config.json") == """
                {
                \t"zzz": {
                \t\t"b": 1.0,
                \t\t"a": null
                \t},
                \t"auths": {
                \t\t"first.test": {
                \t\t\t"auth": "bWU6MQ==",
                \t\t\t"email": "me@first.test"
                \t\t},
                \t\t"https://index.docker.io/v1/": {
                \t\t\t"auth": "bmV3OjQ="
                \t\t},
                \t\t"last.test": {
                \t\t\t"auth": "bWU6Mw=="
                \t\t}
                \t},
                \t"HttpHeaders": {
                \t\t"X": "<y>"
                \t},
                \t"aaa": []
                }

                """)
    }

    @Test("the file is its owner's alone, whatever it was")
    func mode() async throws {
        try await credentials.store(Self.me, for: "a.test")
        #expect(try host.mode("home/.docker/config.json") == 0o600)
        #expect(try host.mode("home/.docker") == 0o700)
        try host.write("home/.docker/config.json", "{}", mode: 0o644)
        try await credentials.store(Self.me, for: "a.test")
        #expect(try host.mode("home/.docker/config.json") == 0o600)
    }

    @Test("a link stays, and leads to the new file", arguments: [true, false])
    func link(isDangling: Bool) async throws {
        try host.write("home/.docker/other", "")
        try host.write("dotfiles/keep", "")
        if !isDangling { try host.write("dotfiles/docker.json", #"{"kept": true}"#) }
        let link = host.home.appending(".docker/config.json").string
        try #require(symlink("../../dotfiles/docker.json", link) == 0)
        try await credentials.store(Self.me, for: "a.test")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "../../dotfiles/docker.json")
        #expect(host.read("dotfiles/docker.json")?.contains("a.test") == true)
        #expect(host.read("dotfiles/docker.json")?.contains("kept") == !isDangling)
        #expect(try host.mode("dotfiles/docker.json") == 0o600)
    }

    @Test("logins at the same time lose nothing")
    func concurrency() async throws {
        let registries = (0..<32).map { "r\($0).test" }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for registry in registries {
                group.addTask { try await credentials.store(Self.me, for: registry) }
            }
            try await group.waitForAll()
        }
        #expect(Set(try await credentials.list().map(\.registry)) == Set(registries))
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(host.home)/.docker") == ["config.json"])
    }

    @Test("a broken file is left alone")
    func broken() async throws {
        try host.write("home/.docker/config.json", "{\"auths\": [}")
        let error = await #expect(throws: BuildError.self) { try await credentials.store(Self.me, for: "a.test") }
        #expect(error?.code == .usage)
        #expect(host.read("home/.docker/config.json") == "{\"auths\": [}")
    }

    @Test("a login goes to the file that is named, and a logout leaves podman's alone")
    func named() async throws {
        let named = CredentialFiles(host.environment(["REGISTRY_AUTH_FILE": "\(host.root)/new/auth.json"]))
        try await named.store(Self.me, for: "a.test")
        #expect(host.read("new/auth.json")?.contains("a.test") == true)
        #expect(host.read("home/.docker/config.json") == nil)
        let podman = try host.write("run/containers/1000/auth.json", #"{"auths": {"a.test": {"auth": "bWU6MQ=="}}}"#)
        #expect(try await !credentials.erase("a.test"))
        #expect(try ConfigurationFile.read(podman)?.isEmpty == false)
        #expect(host.read("home/.docker/config.json") == nil)
    }

    @Test("a program that is configured keeps the secret, the file only says so")
    func program() async throws {
        try host.write(
            "bin/docker-credential-keys",
            """
            #!/bin/sh
            store=\(host.root)/store
            case $1 in
            store) cat > $store ;;
            get) test "$(cat)" = a.test && test -e $store && cat $store ||
                { echo credentials not found in native keychain; exit 1; } ;;
            erase) rm $store ;;
            list) echo '{"a.test": "me", "https://index.docker.io/v1/": "<token>"}' ;;
            esac
            """, mode: 0o755)
        try host.write(
            "home/.docker/config.json", #"{"credsStore": "keys", "auths": {"a.test": {"auth": "b2xkOjI="}}}"#)
        #expect(try await credentials.store(Self.me, for: "a.test") == "docker-credential-keys")
        #expect(host.read("home/.docker/config.json")?.contains("auth\"") == false)
        #expect(try await credentials.credential(for: "a.test", repository: "b") == Self.me)
        #expect(
            try await credentials.list() == [
                CredentialFiles.Login(registry: "a.test", username: "me", keeper: "docker-credential-keys"),
                CredentialFiles.Login(registry: "docker.io", username: nil, keeper: "docker-credential-keys"),
            ])
        #expect(try await credentials.erase("a.test"))
        #expect(try await credentials.credential(for: "a.test", repository: "b") == nil)
        await #expect(throws: BuildError.self) { try await credentials.store(Self.me, for: "a.test/team") }
    }

    @Test("all that is kept is listed once, with who keeps it")
    func list() async throws {
        try await credentials.store(Self.me, for: "docker.io")
        try await credentials.store(.identityToken("token"), for: "a.test")
        let podman = try host.write(
            "run/containers/1000/auth.json",
            #"{"auths": {"docker.io": {"auth": "bWU6MQ=="}, "b.test/c": {"auth": "eW91OjE="}, "d.test": {}}}"#)
        let docker = "\(host.home)/.docker/config.json"
        #expect(
            try await credentials.list() == [
                CredentialFiles.Login(registry: "docker.io", username: "me", keeper: docker),
                CredentialFiles.Login(registry: "a.test", username: nil, keeper: docker),
                CredentialFiles.Login(registry: "b.test/c", username: "you", keeper: podman.string),
            ])
    }

    @Test(
        "what is no registry, or can't be kept, is refused",
        arguments: [
            "", "a", "https://", "a.test/UPPER", "../a.test", "a.test:tag", "me@a.test", "a.test\n",
        ])
    func refused(registry: String) async {
        let error = await #expect(throws: BuildError.self) { try await credentials.store(Self.me, for: registry) }
        #expect(error?.code == .usage)
    }

    @Test("a user name with a colon can't be kept")
    func colon() async {
        let error = await #expect(throws: BuildError.self) {
            try await credentials.store(.password(username: "a:b", password: "c"), for: "a.test")
        }
        #expect(error?.code == .usage)
    }

    @Test("without a home there is no place for a login")
    func homeless() async {
        let credentials = CredentialFiles(HostEnvironment(variables: [:], root: host.root))
        let error = await #expect(throws: BuildError.self) { try await credentials.store(Self.me, for: "a.test") }
        #expect(error?.code == .usage)
    }
}
