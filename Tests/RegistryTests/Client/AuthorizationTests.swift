import Diagnostics
import ImageModel
import Registry
import Synchronization
import Testing
import Transport

struct AuthorizationTests {
    private let image: SampleImage

    init() throws {
        image = try SampleImage([someBytes(10)])
    }

    /// A registry that wants a token of `realm`, and that realm, which numbers its tokens.
    private func registry(
        realm: String = "https://auth.example/token?a=b",
        isAccepted: @escaping @Sendable (String?) -> Bool = { $0?.hasPrefix("Bearer token-") == true },
        token: @escaping @Sendable (ScriptedTransport.Exchange, Int) -> ScriptedTransport.Answer = {
            .status(200, [:], "{\"token\":\"token-\($1)\",\"expires_in\":300}")
        }
    ) -> ScriptedTransport {
        let count = Mutex(0)
        return ScriptedTransport { [image] exchange in
            if exchange.url.host != "registry.example" {
                return token(
                    exchange,
                    count.withLock { count in
                        count += 1
                        return count
                    })
            }
            guard isAccepted(exchange.authorization) else {
                return .status(401, ["WWW-Authenticate": "Bearer realm=\"\(realm)\",service=\"registry.example\""])
            }
            return image.answer(exchange)
        }
    }

    @Test("a token is asked for once, with the credentials, and used from then on")
    func bearer() async throws {
        let transport = registry()
        let repository = client(transport, ["registry.example": somebody]).repository(at: endpoint())
        #expect(try await repository.manifest(.tag("latest")) == image.manifest)
        #expect(try await repository.manifest(.tag("latest")) == image.manifest)
        let tokens = transport.exchanges.filter { $0.url.host == "auth.example" }
        #expect(tokens.count == 1)
        #expect(tokens.first?.authorization == somebodyBasic)
        #expect(
            tokens.first?.query
                == "a=b&account=somebody&service=registry.example&scope=repository%3Aapp%3Apull")
        #expect(
            transport.exchanges.filter { $0.url.host != "auth.example" }.map(\.authorization) == [
                nil, "Bearer token-1", "Bearer token-1",
            ])
    }

    @Test("an identity token is exchanged by POST and stands in no address")
    func identityToken() async throws {
        let transport = registry(token: { _, _ in .status(200, [:], "{\"access_token\":\"token-9\"}") })
        let repository = client(transport, ["registry.example": .identityToken("refresh me")])
            .repository(at: endpoint())
        #expect(try await repository.manifest(.tag("latest")) != nil)
        let exchange = try #require(transport.exchanges.first { $0.url.host == "auth.example" })
        #expect(exchange.method == .post)
        #expect(exchange.authorization == nil)
        #expect(exchange.query == "a=b")
        #expect(
            exchange.text
                == "service=registry.example&scope=repository%3Aapp%3Apull&grant_type=refresh_token&client_id=pith"
                + "&refresh_token=refresh%20me"
        )
    }

    @Test("a token that is used up is renewed")
    func expiry() async throws {
        let transport = registry(token: { .status(200, [:], "{\"token\":\"token-\($1)\",\"expires_in\":0}") })
        let repository = client(transport).repository(at: endpoint())
        #expect(try await repository.manifest(.tag("latest")) != nil)
        #expect(try await repository.manifest(.tag("latest")) != nil)
        #expect(transport.exchanges.filter { $0.url.host == "auth.example" }.count == 2)
    }

    @Test("a token that the registry no longer takes is renewed, and the body sent again from its beginning")
    func renewal() async throws {
        let bytes = someBytes(90)
        let sent = Mutex([[UInt8]]())
        let transport = ScriptedTransport { exchange in
            if exchange.url.host == "auth.example" {
                let number = sent.withLock { $0.count }
                return .status(200, [:], "{\"token\":\"token-\(number)\",\"expires_in\":300}")
            }
            if exchange.method == .put { sent.withLock { $0.append(exchange.body) } }
            guard exchange.authorization == "Bearer token-\(sent.withLock { $0.count == 0 ? 0 : 1 })" else {
                return .status(401, ["WWW-Authenticate": "Bearer realm=\"https://auth.example/token\""])
            }
            switch exchange.method {
            case .post: return .status(202, ["Location": "/upload/1"])
            case .put: return .status(201)
            default: return .status(404)
            }
        }
        let repository = client(transport).repository(at: endpoint())
        try await repository.write(blob(bytes), from: MemorySource(bytes))
        #expect(sent.withLock { $0 } == [bytes, bytes])
    }

    @Test("a second refusal is an error that says how to log in")
    func refusal() async throws {
        let transport = registry(isAccepted: { _ in false })
        let error = await failure {
            _ = try await client(transport).repository(at: endpoint()).manifest(.tag("latest"))
        }
        #expect(error?.code == .denied)
        #expect(error?.help == "pith login registry.example")
        #expect(error?.message.contains("registry.example/app") == true)
    }

    @Test(
        "credentials go to a token service by https, or on this machine, only",
        arguments: [
            ("http://auth.example/token", BuildError.Code.denied), ("https://auth.example/token", nil),
            ("http://127.0.0.1:5001/token", nil), ("http://localhost/token", nil),
            ("http://127.evil.example/token", .denied), ("ftp://auth.example/", .corrupt),
        ])
    func realm(realm: String, expected: BuildError.Code?) async throws {
        let transport = registry(realm: realm)
        let repository = client(transport, ["registry.example": somebody]).repository(at: endpoint())
        #expect(await code { _ = try await repository.manifest(.tag("latest")) } == expected)
        let strangers = transport.exchanges.filter { $0.url.host != "registry.example" }
        #expect(strangers.isEmpty == (expected != nil))
    }

    @Test("without credentials a token service may be asked by http")
    func anonymousRealm() async throws {
        let repository = client(registry(realm: "http://auth.example/token")).repository(at: endpoint())
        #expect(try await repository.manifest(.tag("latest")) != nil)
    }

    @Test("the place that a redirect leads to can ask for credentials in vain")
    func redirect() async throws {
        let transport = ScriptedTransport { exchange in
            if exchange.line == "GET /v2/" { return .status(200) }
            return ScriptedTransport.Answer(
                status: 401, headers: ["WWW-Authenticate": "Basic realm=x"],
                url: HTTPURL(isSecure: true, host: "evil.example"))
        }
        let repository = client(transport, ["registry.example": somebody]).repository(at: endpoint())
        #expect(await code { _ = try await repository.manifest(.tag("latest")) } == .denied)
        #expect(transport.exchanges.allSatisfy { $0.authorization == nil })
    }

    @Test("a registry that asks for a password gets it")
    func basic() async throws {
        let transport = ScriptedTransport { [image] exchange in
            guard exchange.authorization == somebodyBasic else {
                return .status(401, ["WWW-Authenticate": "Negotiate, Basic realm=\"r\""])
            }
            return image.answer(exchange)
        }
        let known = client(transport, ["registry.example": somebody]).repository(at: endpoint())
        #expect(try await known.manifest(.tag("latest")) != nil)
        #expect(
            await code { _ = try await client(transport).repository(at: endpoint()).manifest(.tag("a")) } == .denied)
    }

    @Test("a scheme that Pith does not know is named")
    func unknownScheme() async throws {
        let transport = ScriptedTransport { _ in .status(401, ["WWW-Authenticate": "Negotiate"]) }
        let error = await failure { _ = try await client(transport).repository(at: endpoint()).manifest(.tag("a")) }
        #expect(error?.code == .denied)
        #expect(error?.message.contains("'negotiate'") == true)
    }

    @Test(
        "an answer without a proper token is an error",
        arguments: [
            "{}", "[]", "{\"token\":\"\"}", "{\"token\":\"a\\r\\nb\"}",
            "{\"token\":\"\(String(repeating: "a", count: 1 << 20))\"}",
        ])
    func badToken(text: String) async throws {
        let transport = registry(token: { _, _ in .status(200, [:], text) })
        #expect(
            await code { _ = try await client(transport).repository(at: endpoint()).manifest(.tag("a")) } == .corrupt)
    }

    @Test("what a token service says is shown, its control characters escaped, the password never")
    func tokenRefusal() async throws {
        let transport = registry(token: { _, _ in
            .status(401, [:], "{\"details\":\"incorrect username or password\\u001b[2J\"}")
        })
        let repository = client(transport, ["registry.example": somebody]).repository(at: endpoint())
        let error = await failure { _ = try await repository.manifest(.tag("a")) }
        #expect(error?.code == .denied)
        #expect(error?.message.contains("incorrect username or password\\u{1B}[2J") == true)
        #expect(error?.message.contains("secret") == false)
    }

    @Test("a login is tried with the credential that was given")
    func verification() async throws {
        let transport = ScriptedTransport { exchange in
            exchange.authorization == somebodyBasic
                ? .status(200) : .status(401, ["WWW-Authenticate": "Basic realm=\"r\""])
        }
        let client = client(transport)
        try await client.verify(somebody, at: endpoint())
        let other = Credential.password(username: "somebody", password: "wrong")
        #expect(await code { try await client.verify(other, at: endpoint()) } == .denied)
    }

    @Test("https is tried first, and plain http where it is allowed")
    func plainHTTP() async throws {
        let transport = ScriptedTransport { [image] exchange in
            guard !exchange.url.isSecure else { throw NoAnswer() }
            return image.answer(exchange)
        }
        let insecure = client(transport).repository(at: endpoint(allowsPlainHTTP: true))
        #expect(try await insecure.manifest(.tag("latest")) != nil)
        #expect(try await insecure.manifest(.tag("latest")) != nil)
        #expect(transport.exchanges.map(\.url.isSecure) == [true, false, false, false])
        #expect(
            await code { _ = try await client(transport).repository(at: endpoint()).manifest(.tag("latest")) }
                == .unreachable)
    }

    @Test("a server that answers plain http unlike a registry is not spoken to so")
    func httpsServerAtPlainHTTP() async throws {
        let transport = ScriptedTransport { exchange in
            guard !exchange.url.isSecure else { throw BuildError(.unreachable, "its certificate is not trusted") }
            return .status(400)
        }
        let repository = client(transport).repository(at: endpoint(allowsPlainHTTP: true))
        let error = await failure { _ = try await repository.manifest(.tag("latest")) }
        #expect(error?.message == "its certificate is not trusted")
    }
}
