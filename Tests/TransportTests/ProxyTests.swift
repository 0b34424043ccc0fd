import Diagnostics
import TestServers
import Testing

@testable import Transport

@Suite struct ProxyTests {
    private func proxy(_ url: String, _ environment: [String: String]) throws -> String? {
        try ProxyEnvironment(environment).proxy(for: HTTPURL(parsing: url))?.name
    }

    @Test("each scheme has its variable, in lower or upper case; all_proxy stands in for both")
    func variables() throws {
        #expect(try proxy("http://r.example", ["http_proxy": "http://p:1"]) == "p:1")
        #expect(try proxy("https://r.example", ["http_proxy": "http://p:1"]) == nil)
        #expect(try proxy("https://r.example", ["HTTPS_PROXY": "p:2", "ALL_PROXY": "p:3"]) == "p:2")
        #expect(try proxy("http://r.example", ["HTTPS_PROXY": "p:2", "ALL_PROXY": "p:3"]) == "p:3")
        #expect(try proxy("http://r.example", ["http_proxy": "lower", "HTTP_PROXY": "upper"]) == "lower:80")
        #expect(try proxy("http://r.example", ["all_proxy": "socks5://p"]) == "p:1080")
        #expect(try proxy("http://r.example", ["http_proxy": ""]) == nil)
    }

    @Test("HTTP_PROXY is not believed where a web server may have set it")
    func webServer() throws {
        let environment = ["HTTP_PROXY": "p:1", "HTTPS_PROXY": "p:2", "REQUEST_METHOD": "GET"]
        #expect(try proxy("http://r.example", environment) == nil)
        #expect(try proxy("https://r.example", environment) == "p:2")
    }

    @Test("this machine is never asked through a proxy", arguments: ["localhost:5000", "127.1.2.3", "[::1]:5000"])
    func loopbackAddresses(host: String) throws {
        #expect(try proxy("http://\(host)/", ["all_proxy": "p:1"]) == nil)
    }

    @Test(
        "no_proxy names what is asked directly",
        arguments: [
            ("*", "r.example", true), ("r.example", "r.example", true), ("R.Example", "a.r.example", true),
            ("r.example", "xr.example", false), (".r.example", "r.example", false), (".r.example", "a.r.example", true),
            ("*.r.example", "a.r.example", true), ("r.example:80", "r.example", true),
            ("r.example:81", "r.example", false), ("a, b ,r.example", "r.example", true),
            ("10.0.0.0/8", "10.9.8.7", true),
            ("10.0.0.0/8", "11.0.0.1", false), ("10.1.2.3", "10.1.2.3", true), ("10.1.2.3:80", "10.1.2.3", true),
            ("10.1.2.3:81", "10.1.2.3", false), ("fd00::/8", "[fd12::1]", true), ("fd00::/8", "[fe80::1]", false),
            ("::ffff:10.0.0.0/8", "10.1.1.1", true), ("10.0.0.0/33", "10.0.0.1", false), ("", "r.example", false),
            ("10.0.0.0/8", "r.example", false), ("[fd12::1]:80", "[fd12::1]", true), ("/,:,[", "r.example", false),
        ])
    func exceptions(list: String, host: String, isDirect: Bool) throws {
        for name in ["no_proxy", "NO_PROXY"] {
            #expect(try (proxy("http://\(host)/", ["http_proxy": "p:1", name: list]) == nil) == isDirect)
        }
    }

    @Test(
        "a proxy that can't be used is an error that names its variable and shows no password",
        arguments: [
            "https://user:secret@p:1", "http://user:secret@p:x", "http://", "socks5://user:secret@p", "ftp://p",
        ])
    func broken(value: String) {
        let error = #expect(throws: BuildError.self) { try proxy("https://r.example", ["https_proxy": value]) }
        #expect(error?.code == .usage && error?.message.contains("'https_proxy'") == true)
        #expect(error?.description.contains("secret") == false)
    }

    @Test("plain http goes to the proxy in absolute form, with the credentials for both")
    func forwarding() async throws {
        let server = try await LoopbackServer { try await $0.answer(200, [:], Array($0.request.target.utf8)) }
        let proxy = try await ForwardProxy(login: "us er:p@ss")
        let transport = makeTransport(environment: ["http_proxy": "http://us%20er:p@ss@127.0.0.1:\(proxy.port)"])
        let url = HTTPURL(isSecure: false, host: "registry.test", port: server.port, target: "/a%2Fb?c=d")
        let response = try await transport.send(HTTPRequest(.get, url, authorization: "Bearer token"))
        #expect(try await response.text() == "/a%2Fb?c=d")
        #expect(proxy.requests.map(\.target) == [url.absoluteString])
        #expect(proxy.requests.first?.header("Host") == url.authority)
        #expect(proxy.requests.first?.header("Authorization") == "Bearer token")
    }

    @Test("https goes through a tunnel, in which the proxy sees nothing")
    func tunnel() async throws {
        try await TestFile.withDirectory { directory in
            let authority = try TestAuthority(in: directory)
            let certificate = try authority.issue("server", for: ["DNS:registry.test"])
            let server = try await LoopbackServer(certificate: certificate) { try await $0.answer(200) }
            let proxy = try await ForwardProxy(login: "user:pass")
            let transport = makeTransport(environment: ["HTTPS_PROXY": "http://user:pass@127.0.0.1:\(proxy.port)"])
            let request = HTTPRequest(
                .get, HTTPURL(isSecure: true, host: "registry.test", port: server.port, target: "/secret"),
                authorization: "Bearer secret", trust: HTTPTrust(authorities: [authority.certificate]))
            #expect(try await transport.send(request).status == 200)
            #expect(proxy.requests.map(\.method) == ["CONNECT"])
            #expect(proxy.requests.map(\.target) == ["registry.test:\(server.port)"])
            #expect(proxy.requests.first?.header("Authorization") == nil)
            await server.stop()
        }
    }

    @Test("an untrusted certificate behind a tunnel is told as one")
    func untrustedTunnel() async throws {
        try await TestFile.withDirectory { directory in
            let authority = try TestAuthority(in: directory)
            let certificate = try authority.issue("server", for: ["DNS:registry.test"], isExpired: true)
            let server = try await LoopbackServer(certificate: certificate) { try await $0.answer(200) }
            let proxy = try await ForwardProxy()
            let transport = makeTransport(environment: ["https_proxy": "127.0.0.1:\(proxy.port)"])
            let url = HTTPURL(isSecure: true, host: "registry.test", port: server.port)
            let trust = HTTPTrust(authorities: [authority.certificate])
            let error = await failure(.unreachable, transport, HTTPRequest(.get, url, trust: trust))
            #expect(error?.message.contains("expired") == true, "\(error?.message ?? "")")
            await server.stop()
        }
    }

    @Test("a proxy that wants credentials, or is not there, is named", arguments: [true, false])
    func refusal(isThere: Bool) async throws {
        let proxy = try await ForwardProxy(login: "user:pass")
        if !isThere { await proxy.stop() }
        let transport = makeTransport(environment: ["all_proxy": "http://user:secret@127.0.0.1:\(proxy.port)"])
        for isSecure in [true, false] {
            let request = HTTPRequest(.get, HTTPURL(isSecure: isSecure, host: "registry.test"))
            let error = await failure(isThere ? .denied : .unreachable, transport, request)
            #expect(error?.message.contains("the proxy '127.0.0.1:\(proxy.port)'") == true, "\(error?.message ?? "")")
            #expect(error?.description.contains("secret") == false)
        }
    }
}
