import Diagnostics
import TestServers
import Testing
import Transport

@Suite struct RedirectTests {
    /// A server that says what it was asked, where to be redirected to.
    private func echo() async throws -> LoopbackServer {
        try await LoopbackServer { exchange in
            let body = String(decoding: try await exchange.body(), as: UTF8.self)
            let type = exchange.request.header("Content-Type") ?? "-"
            let answer = "\(exchange.request.method) \(exchange.request.target) \(type) \(body)"
            try await exchange.answer(200, [:], Array(answer.utf8))
        }
    }

    @Test(
        "a redirect keeps or changes the method as browsers do",
        arguments: [
            (301, HTTPRequest.Method.post, "GET"), (302, .post, "GET"), (303, .post, "GET"), (307, .post, "POST"),
            (308, .post, "POST"), (301, .put, "PUT"), (302, .patch, "PATCH"), (303, .put, "GET"), (307, .get, "GET"),
            (301, .delete, "DELETE"),
        ])
    func methods(status: Int, method: HTTPRequest.Method, expected: String) async throws {
        let (server, proxy) = (try await echo(), try await FaultProxy())
        proxy.inject(.redirect(to: "http://127.0.0.1:\(server.port)/there", status: status))
        let hasBody = method != .get && method != .delete
        let request = HTTPRequest(
            method, loopback(proxy.port), headers: hasBody ? ["Content-Type": "text/x"] : [:],
            body: hasBody ? .bytes(Array("body".utf8)) : .none)
        let response = try await makeTransport().send(request)
        let keeps = hasBody && expected != "GET"
        #expect(try await response.text() == "\(expected) /there \(keeps ? "text/x body" : "- ")")
        #expect(response.url == loopback(server.port, "/there"))
    }

    @Test("an upload that is redirected is read again from its beginning")
    func uploads() async throws {
        let (server, proxy) = (try await echo(), try await FaultProxy())
        proxy.inject(.redirect(to: "http://127.0.0.1:\(server.port)/there"))
        let made = Notes<Int>()
        let request = HTTPRequest(.put, loopback(proxy.port), body: Patterned.body(length: 100, made: made))
        let response = try await makeTransport().send(request)
        #expect(
            try await response.text() == "PUT /there - " + String(decoding: Patterned.bytes(0..<100), as: UTF8.self))
        #expect(made.all.count == 2)
    }

    @Test("credentials stay with their origin, and do not come back with it")
    func credentials() async throws {
        let (first, second) = (try await FaultProxy(), try await FaultProxy())
        first.inject(.redirect(to: "/same"), path: "/start")
        first.inject(.redirect(to: "http://127.0.0.1:\(second.port)/other"), path: "/same")
        second.inject(.redirect(to: "http://127.0.0.1:\(first.port)/back"))
        first.inject(.answer(200), path: "/back")
        let headers: HTTPHeaders = ["Accept": "text/x", "Cookie": "secret"]
        let request = HTTPRequest(
            .get, loopback(first.port, "/start"), headers: headers, authorization: "Bearer secret")
        #expect(try await makeTransport().send(request).status == 200)
        let asked = first.requests.prefix(2) + second.requests + first.requests.suffix(1)
        #expect(asked.map(\.target) == ["/start", "/same", "/other", "/back"])
        #expect(asked.map { $0.header("Authorization") } == ["Bearer secret", "Bearer secret", nil, nil])
        #expect(asked.map { $0.header("Cookie") } == ["secret", "secret", nil, nil])
        #expect(asked.allSatisfy { $0.header("Accept") == "text/x" && $0.header("User-Agent") == "pith/test" })
    }

    @Test("a redirect is handed over where it is not to be followed, or leads nowhere")
    func unfollowed() async throws {
        let proxy = try await FaultProxy()
        proxy.inject(.redirect(to: "/there"))
        var request = HTTPRequest(.get, loopback(proxy.port))
        request.followsRedirects = false
        let response = try await makeTransport().send(request)
        #expect(response.status == 307 && response.headers["location"] == "/there")
        request.followsRedirects = true
        proxy.inject(.answer(302))
        #expect(try await makeTransport().send(request).status == 302)
        proxy.inject(.redirect(to: "gopher://h/"))
        _ = await failure(.corrupt, makeTransport(), request)
    }

    @Test("ten redirects are followed, not eleven")
    func count() async throws {
        let proxy = try await FaultProxy()
        proxy.inject(.redirect(to: "/again"), count: 10)
        proxy.inject(.answer(204))
        #expect(try await makeTransport().send(HTTPRequest(.get, loopback(proxy.port))).status == 204)
        proxy.inject(.redirect(to: "/again"), count: 11)
        _ = await failure(.unreachable, makeTransport(), HTTPRequest(.get, loopback(proxy.port)))
        #expect(proxy.requests.count == 22)
    }

    @Test("no redirect leads from https to http, nor takes trust along to another origin")
    func trust() async throws {
        try await TestFile.withDirectory { directory in
            let authority = try TestAuthority(in: directory)
            let certificate = try authority.issue("server")
            let (secure, other) = (
                try await FaultProxy(certificate: certificate), try await FaultProxy(certificate: certificate)
            )
            secure.inject(.redirect(to: "http://127.0.0.1:\(other.port)/"))
            secure.inject(.redirect(to: "https://127.0.0.1:\(other.port)/"))
            let request = HTTPRequest(
                .get, loopback(secure.port, isSecure: true), authorization: "Bearer secret",
                trust: HTTPTrust(authorities: [authority.certificate]))
            let error = await failure(.unreachable, makeTransport(), request)
            #expect(error?.message.contains("https to") == true)
            _ = await failure(.unreachable, makeTransport(), request)
            #expect(other.requests.isEmpty && secure.requests.count == 2)
        }
    }
}
