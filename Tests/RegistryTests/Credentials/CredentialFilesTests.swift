import Diagnostics
import Glibc
import SystemPackage
import Testing

@testable import Registry

@Suite("Credentials in files")
struct CredentialFilesTests {
    private let host: FakeHost

    init() throws {
        host = try FakeHost()
    }

    /// An entry of a credential file, its password the user's name backwards.
    private func entry(_ key: String, _ user: String) -> String {
        "\"\(key)\": {\"auth\": \"\(base64("\(user):\(String(user.reversed()))"))\"}"
    }

    private func auths(_ entries: String...) -> String { "{\"auths\": {\(entries.joined(separator: ","))}}" }

    /// The user of the credential that is found.
    private func user(
        _ registry: String, _ repository: String = "a/b", _ variables: [String: String] = [:]
    ) async throws -> String? {
        let credential = try await CredentialFiles(host.environment(variables))
            .credential(for: registry, repository: repository)
        guard case .password(let username, let password) = credential else { return nil }
        #expect(password == String(username.reversed()))
        return username
    }

    /// The user that skopeo finds.
    private func skopeo(_ file: FilePath, _ name: String) async throws -> String? {
        let (status, output, _) = try await host.skopeo(["login", "--authfile", file.string, "--get-login", name])
        return status == 0 ? String(output.dropLast()) : nil
    }

    @Test("without files there are no credentials")
    func nothing() async throws {
        #expect(try await user("a.test") == nil)
        #expect(try await CredentialFiles(HostEnvironment(variables: [:], root: host.root)).list() == [])
    }

    @Test(
        "docker's own registry is found under all of its names",
        arguments: [
            "https://index.docker.io/v1/", "docker.io", "index.docker.io", "https://registry-1.docker.io",
            "http://docker.io/v2/",
        ])
    func docker(key: String) async throws {
        let file = try host.write("home/.docker/config.json", auths(entry("other.test", "other"), entry(key, "me")))
        #expect(try await user("docker.io", "library/debian") == "me")
        #expect(try await skopeo(file, "docker.io/library/debian") == "me")
        #expect(try await user("index.docker.io.test") == nil)
    }

    @Test(
        "an entry is for one registry, by its name or an address",
        arguments: [
            ("localhost:5000", true), ("https://localhost:5000", true), ("http://localhost:5000/v2/", true),
            ("localhost", false), ("localhost:50", false), ("localhost:50000", false), ("xlocalhost:5000", false),
            ("localhost:5000/a", true), ("localhost:5000/a/b", true),
            ("localhost:5000/b", false), ("localhost:5000/a/bc", false), ("localhost:5000/a/b/c", false), ("", false),
        ])
    func scope(key: String, isFound: Bool) async throws {
        let file = try host.write("home/.docker/config.json", auths(entry(key, "me")))
        #expect(try await user("localhost:5000", "a/b") == (isFound ? "me" : nil))
        #expect(try await skopeo(file, "localhost:5000/a/b") == (isFound ? "me" : nil))
    }

    @Test("of several entries the one closest to the repository counts")
    func closest() async throws {
        try host.write(
            "home/.docker/config.json",
            auths(entry("a.test/b/c", "deep"), entry("a.test", "all"), entry("a.test/b", "team")))
        #expect(try await user("a.test", "b/c") == "deep")
        #expect(try await skopeo(host.home.appending(".docker/config.json"), "a.test/b/c") == "deep")
        #expect(try await user("a.test", "b/c/d") == "deep")
        #expect(try await user("a.test", "b/d") == "team")
        #expect(try await user("a.test", "bc") == "all")
    }

    @Test("docker's file comes first, then podman's, then the oldest")
    func order() async throws {
        let variables = ["XDG_RUNTIME_DIR": "\(host.root)/run/user/1000"]
        try host.write("home/.dockercfg", "{\(entry("https://a.test/v1/", "oldest"))}")
        #expect(try await user("a.test", "b", variables) == "oldest")
        for (path, name) in [
            ("home/.config/containers/auth.json", "configured"), ("run/user/1000/containers/auth.json", "running"),
            ("home/.docker/config.json", "docker"),
        ] {
            try host.write(path, auths(entry("a.test", name)))
            #expect(try await user("a.test", "b", variables) == name)
        }
    }

    @Test("a file without an entry for the registry leaves it to the next")
    func next() async throws {
        try host.write("home/.docker/config.json", "{\"auths\": {\"a.test\": {}}, \"other\": 1}")
        try host.write("run/containers/1000/auth.json", auths(entry("a.test", "running")))
        #expect(try await user("a.test") == "running")
    }

    @Test("a file is not read before it is needed")
    func need() async throws {
        try host.write("home/.docker/config.json", auths(entry("a.test", "docker")))
        try host.write("home/.dockercfg", "broken")
        #expect(try await user("a.test") == "docker")
        await #expect(throws: BuildError.self) { try await user("b.test") }
    }

    @Test("DOCKER_CONFIG moves docker's file")
    func dockerConfig() async throws {
        try host.write("home/.docker/config.json", auths(entry("a.test", "home")))
        try host.write("elsewhere/config.json", auths(entry("a.test", "elsewhere")))
        #expect(try await user("a.test", "b", ["DOCKER_CONFIG": "\(host.root)/elsewhere"]) == "elsewhere")
        #expect(try await user("a.test", "b", ["DOCKER_CONFIG": "\(host.root)/nowhere"]) == nil)
    }

    @Test("REGISTRY_AUTH_FILE counts alone")
    func authFile() async throws {
        try host.write("home/.docker/config.json", auths(entry("a.test", "home"), entry("b.test", "home")))
        let file = try host.write("auth.json", auths(entry("a.test", "given")))
        #expect(try await user("a.test", "b", ["REGISTRY_AUTH_FILE": file.string]) == "given")
        #expect(try await user("b.test", "b", ["REGISTRY_AUTH_FILE": file.string]) == nil)
        #expect(try await user("a.test", "b", ["REGISTRY_AUTH_FILE": "/dev/null"]) == nil)
    }

    @Test(
        "an entry may be written in several ways",
        arguments: [
            (#"{"auth": "bWU6c2VjcmV0"}"#, Credential.password(username: "me", password: "secret")),
            (#"{"auth": "bWU6c2VjcmV0AAA="}"#, .password(username: "me", password: "secret")),
            (#"{"auth": "bWU6YTpiOg=="}"#, .password(username: "me", password: "a:b:")),
            (#"{"auth": "bWU6"}"#, .password(username: "me", password: "")),
            (#"{"username": "me", "password": "secret"}"#, .password(username: "me", password: "secret")),
            (#"{"auth": "", "username": "me", "password": "secret"}"#, .password(username: "me", password: "secret")),
            (#"{"auth": "bWU6", "identitytoken": "token"}"#, .identityToken("token")),
            (#"{"identitytoken": "token"}"#, .identityToken("token")),
            (#"{"identitytoken": "", "auth": null, "username": ""}"#, nil), ("{}", nil),
        ])
    func forms(entry: String, credential: Credential?) async throws {
        try host.write("home/.docker/config.json", "{\"auths\": {\"a.test\": \(entry)}}")
        #expect(
            try await CredentialFiles(host.environment()).credential(for: "a.test", repository: "b") == credential)
    }

    @Test(
        "a broken file or entry is told by name, and never by what is in it",
        arguments: [
            (#"{"auths": {"a.test": {"auth": "hunter2!"}}}"#, "'a.test'"),
            (#"{"auths": {"a.test": {"auth": "aHVudGVyMg=="}}}"#, "'a.test'"),
            (#"{"auths": {"a.test": {"auth": "/w=="}}}"#, "'a.test'"),
            (#"{"auths": {"a.test": {"auth": ["hunter2"]}}}"#, "'a.test.auth'"),
            (#"{"auths": {"a.test": "hunter2"}}"#, "'a.test'"),
            (#"{"auths": ["hunter2"]}"#, "'auths'"),
            (#"["hunter2"]"#, "object"),
            ("{\n\"auths\": {\"a.test\": {\"auth\": \"hunter2\" x}}}", "line 2, column 40"),
            (#"{"credsStore": {"hunter2": 1}}"#, "'credsStore'"),
            (#"{"credHelpers": {"a.test": 1}}"#, "'credHelpers.a.test'"),
            (#"{"credHelpers": "hunter2"}"#, "'credHelpers'"),
        ])
    func broken(text: String, name: String) async throws {
        let file = try host.write("home/.docker/config.json", text)
        let error = await #expect(throws: BuildError.self) { try await user("a.test") }
        #expect(error?.code == .usage)
        let shown = error.map { DiagnosticRenderer().render($0) } ?? ""
        #expect(shown.contains("'\(file)'"))
        #expect(shown.contains(name), "\(shown)")
        #expect(!shown.contains("hunter2") && !shown.contains("aHVu"))
    }

    @Test("hostile names reach no terminal")
    func controls() async throws {
        try host.write("home/.docker/config.json", #"{"auths": {"a.test/\u001b[2J\u0000": {"auth": "?"}}}"#)
        #expect(try await user("a.test") == nil)
        let error = await #expect(throws: BuildError.self) { try await user("a.test", "\u{1B}[2J\u{0}") }
        #expect(!DiagnosticRenderer().render(try #require(error)).contains("\u{1B}"))
    }

    @Test("a file that is too large, or not to be read as one, is refused")
    func unreadable() async throws {
        let file = try host.write("big.json", "")
        try #require(truncate(file.string, 1 << 32) == 0)
        for path in [file.string, host.root.string, "/dev/zero"] {
            let error = await #expect(throws: BuildError.self) {
                try await user("a.test", "b", ["REGISTRY_AUTH_FILE": path])
            }
            #expect(error?.code == .usage)
        }
    }

    @Test("a secret shows itself nowhere")
    func redacted() throws {
        let json = Array(#"{"auths": {"a.test": {"auth": "hunter2"}}}"#.utf8)
        let holders: [any Sendable] = [
            Credential.password(username: "me", password: "hunter2"), Credential.identityToken("hunter2"),
            try CredentialFile("config.json", parsing: json, environment: [:]),
        ]
        for holder in holders {
            var dumped = ""
            dump([holder], to: &dumped)
            for text in ["\(holder)", "\([holder])", String(reflecting: holder), dumped] {
                #expect(!text.contains("hunter2"))
            }
        }
    }
}

/// What a program other than Pith makes of a text (`base64`, RFC 4648 section 4).
func base64(_ text: String) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var result = ""
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let group = bytes[start..<min(start + 3, bytes.count)]
        let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
        for place in 0..<4 { result.append(place > group.count ? "=" : digits[bits >> (18 - 6 * place) & 63]) }
    }
    return result
}
