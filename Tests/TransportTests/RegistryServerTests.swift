import FoundationEssentials
import TestServers
import Testing
import Transport

/// The servers that other tests build on, asked over the real transport. Needs docker-registry and htpasswd.
@Suite struct RegistryServerTests {
    private func ask(
        _ url: HTTPURL, _ authorization: String? = nil, _ trust: HTTPTrust = HTTPTrust()
    ) async throws -> HTTPResponse {
        try await makeTransport().send(HTTPRequest(.get, url, authorization: authorization, trust: trust))
    }

    /// Pushes 200,000 bytes as a blob and gives their path.
    private func push(to port: Int) async throws -> String {
        let transport = makeTransport()
        let bytes = Patterned.bytes(0..<200_000)
        let begin = HTTPRequest(.post, loopback(port, "/v2/app/blobs/uploads/"))
        let begun = try await transport.send(begin)
        #expect(begun.status == 202)
        let location = try begun.url.resolving(begun.headers["Location"] ?? "")
        let sent = try await transport.send(HTTPRequest(.patch, location, body: .bytes(bytes)))
        #expect(sent.status == 202)
        let next = try sent.url.resolving(sent.headers["Location"] ?? "")
        let end = HTTPURL(
            isSecure: false, host: next.host, port: next.port, target: next.target + "&digest=" + digest)
        #expect(try await transport.send(HTTPRequest(.put, end)).status == 201)
        return "/v2/app/blobs/" + digest
    }

    /// What another program's SHA-256 is of the pattern's first 200,000 bytes.
    private let digest = "sha256:f637493208d71546b077c6de6664a1a77f4096e4169c35550449f5236b698a26"

    @Test("a registry takes a blob, through the fault proxy too, and a torn download goes on where it was cut")
    func plain() async throws {
        try await TestFile.withDirectory { directory in
            let registry = try await RegistryServer(in: directory)
            let proxy = try await FaultProxy(upstreamPort: registry.port)
            let url = loopback(proxy.port, try await push(to: proxy.port))
            proxy.inject(.cut(afterBytes: 150_000), method: "GET", path: "/blobs/")
            var received = [UInt8]()
            _ = await #expect(throws: (any Error).self) {
                try await makeTransport().send(HTTPRequest(.get, url)).read { received += $0 }
            }
            let range: HTTPHeaders = ["Range": "bytes=\(received.count)-"]
            let rest = try await makeTransport().send(HTTPRequest(.get, url, headers: range))
            #expect(rest.status == 206 && received.count <= 150_000)
            received += try await rest.collect(limit: 1 << 20)
            let isWhole = received == Patterned.bytes(0..<200_000)
            #expect(isWhole)
            registry.stop()
        }
    }

    @Test("a registry with passwords wants them")
    func passwords() async throws {
        try await TestFile.withDirectory { directory in
            let registry = try await RegistryServer(in: directory, access: .login(user: "user", password: "pass"))
            let url = loopback(registry.port, "/v2/")
            let refusal = try await ask(url)
            #expect(refusal.status == 401 && refusal.headers["WWW-Authenticate"]?.hasPrefix("Basic realm=") == true)
            let login = "Basic " + Data("user:pass".utf8).base64EncodedString()
            #expect(try await ask(url, login).status == 200)
            registry.stop()
        }
    }

    @Test("a registry speaks TLS with a certificate of the tests")
    func secure() async throws {
        try await TestFile.withDirectory { directory in
            let authority = try TestAuthority(in: directory)
            let registry = try await RegistryServer(in: directory, certificate: try authority.issue("registry"))
            let trust = HTTPTrust(authorities: [authority.certificate])
            #expect(try await ask(loopback(registry.port, "/v2/", isSecure: true), nil, trust).status == 200)
            registry.stop()
        }
    }

    @Test("a registry with tokens takes those of the token server, but no stale ones")
    func tokens() async throws {
        try await TestFile.withDirectory { directory in
            let login = TokenServer.Login(user: "user", password: "pass")
            let tokens = try await TokenServer(in: directory, login: login)
            let registry = try await RegistryServer(in: directory, access: .tokens(tokens))
            let list = loopback(registry.port, "/v2/app/tags/list")
            let challenge = try await ask(list).headers["WWW-Authenticate"] ?? ""
            #expect(challenge.contains(#"realm="\#(tokens.realm)",service="pith-test-registry""#))
            let scope = "scope=repository:app:pull&service=\(RegistryServer.service)"
            let url = try HTTPURL(parsing: "\(tokens.realm)?\(scope)")
            #expect(try await ask(url).status == 401)
            let basic = "Basic " + Data("user:pass".utf8).base64EncodedString()
            let token = try await token(of: ask(url, basic))
            // The repository is not there, but its absence is told to those who may know.
            #expect(try await ask(list, "Bearer " + token).status == 404)
            tokens.issueStaleTokens(1)
            let stale = try await self.token(of: ask(url, basic))
            #expect(try await ask(list, "Bearer " + stale).status == 401)
            #expect(tokens.requests.map(\.isGranted) == [false, true, true])
            #expect(tokens.requests.allSatisfy { $0.scopes == ["repository:app:pull"] })
            registry.stop()
        }
    }

    @Test("the token server takes refresh tokens and passwords as OAuth 2.0 sends them")
    func oauth() async throws {
        try await TestFile.withDirectory { directory in
            let tokens = try await TokenServer(
                in: directory, login: TokenServer.Login(user: "user", password: "p&ss"))
            func post(_ form: String) async throws -> Int {
                let request = HTTPRequest(
                    .post, try HTTPURL(parsing: tokens.realm),
                    headers: ["Content-Type": "application/x-www-form-urlencoded"], body: .bytes(Array(form.utf8)))
                return try await makeTransport().send(request).status
            }
            let rest = "service=s&client_id=pith&scope=repository:a:pull+repository:b:push"
            #expect(try await post("grant_type=refresh_token&refresh_token=\(TokenServer.refreshToken)&\(rest)") == 200)
            #expect(try await post("grant_type=refresh_token&refresh_token=wrong&\(rest)") == 401)
            #expect(try await post("grant_type=password&username=user&password=p%26ss&\(rest)") == 200)
            #expect(tokens.requests.map(\.grantType) == ["refresh_token", "refresh_token", "password"])
            #expect(tokens.requests.allSatisfy { $0.scopes == ["repository:a:pull", "repository:b:push"] })
        }
    }

    private func token(of response: HTTPResponse) async throws -> String {
        struct Answer: Decodable { let token: String }
        let bytes = try await response.collect(limit: 1 << 20)
        return try JSONDecoder().decode(Answer.self, from: Data(bytes)).token
    }
}
