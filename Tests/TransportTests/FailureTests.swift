import Diagnostics
import Glibc
import TestServers
import Testing
import Transport

@Suite struct FailureTests {
    @Test("a port that nobody listens on is refused, after all attempts")
    func refused() async throws {
        let server = try await LoopbackServer { _ in }
        await server.stop()
        let error = await failure(.unreachable, makeTransport(), HTTPRequest(.get, loopback(server.port)))
        #expect(error?.message == "'127.0.0.1:\(server.port)' can't be reached: connection refused")
    }

    @Test("a name that is not known is said to be so")
    func unknownName() async throws {
        let url = try HTTPURL(parsing: "http://registry.invalid/v2/?secret")
        let error = await failure(.unreachable, makeTransport(), HTTPRequest(.get, url))
        #expect(error?.message.contains("'registry.invalid' can't be reached: its name") == true)
        #expect(error?.description.contains("secret") == false)
    }

    @Test("a server that says nothing is given up, once, before its answer and within it")
    func silence() async throws {
        let asked = Notes<String>()
        let server = try await LoopbackServer { exchange in
            asked.add(exchange.request.target)
            if exchange.request.target == "/within" {
                try await exchange.start(200, ["Content-Length": "10"])
                try await exchange.write(Array("12345".utf8))
            }
            try await Task.sleep(for: .seconds(1000))
        }
        func transport(patience: Int) -> HTTPClientTransport {
            makeTransport { $0.idleTimeout = .seconds(patience) }
        }
        let before = HTTPRequest(.get, loopback(server.port, "/before"))
        let error = await failure(.unreachable, transport(patience: 1), before)
        #expect(error?.message.contains("did not answer in time") == true)
        #expect(asked.all.count <= 1)
        // A busy machine may need longer than the first of them until the answer has begun.
        for patience in [1, 10, 100] {
            let within = HTTPRequest(.get, loopback(server.port, "/within"))
            guard let response = try? await transport(patience: patience).send(within) else { continue }
            let error = await #expect(throws: BuildError.self) { try await response.collect(limit: 100) }
            #expect(error?.code == .unreachable)
            await server.stop()
            return
        }
        Issue.record("no answer ever began")
    }

    @Test("a body that breaks off, or is shorter than promised, is no whole body", arguments: [0, 1, 50_000])
    func cut(count: Int) async throws {
        let server = try await LoopbackServer { try await $0.answer(200, [:], Patterned.bytes(0..<100_000)) }
        let proxy = try await FaultProxy(upstreamPort: server.port)
        proxy.inject(.cut(afterBytes: count))
        proxy.inject(.contentLength(100_001))
        for sent in [count, 100_000] {
            var received = [UInt8]()
            let error = await #expect(throws: BuildError.self) {
                let response = try await makeTransport().send(HTTPRequest(.get, loopback(proxy.port)))
                try await response.read { chunk throws(BuildError) in received += chunk }
            }
            #expect(error?.code == .unreachable)
            // What was on its way when the connection broke may be lost, but nothing else.
            let isPrefix = received == Patterned.bytes(0..<received.count)
            #expect(isPrefix && received.count <= sent)
        }
    }

    @Test("the fault proxy changes the byte that it is told to")
    func corruption() async throws {
        let server = try await LoopbackServer { try await $0.answer(200, [:], Patterned.bytes(0..<100_000)) }
        let proxy = try await FaultProxy(upstreamPort: server.port)
        proxy.inject(.corrupt(byteAt: 70_000))
        let response = try await makeTransport().send(HTTPRequest(.get, loopback(proxy.port)))
        let bytes = try await response.collect(limit: 1 << 20)
        let right = Patterned.bytes(0..<100_000)
        #expect(bytes.indices.filter { bytes[$0] != right[$0] } == [70_000] && bytes.count == right.count)
    }

    @Test("what is no HTTP, or has too long a head, is an error", arguments: ["SSH-2.0-x\r\n\r\n", "long"])
    func nonsense(answer: String) async throws {
        let long = "HTTP/1.1 200 OK\r\n" + (0..<100_000).map { "X-\($0): \($0)\r\n" }.joined() + "\r\n"
        let server = try await RawServer(answer: answer == "long" ? long : answer)
        let error = await failure(.unreachable, makeTransport(), HTTPRequest(.get, loopback(server.port)))
        #expect(error?.message.contains("cut short or no HTTP") == true, "\(error?.message ?? "")")
    }

    @Test("header fields that would break out of the request are refused, and not shown")
    func injection() async throws {
        let proxy = try await FaultProxy()
        let request = HTTPRequest(.get, loopback(proxy.port), authorization: "Bearer secret\r\nX-More: 1")
        let error = await failure(.usage, makeTransport(), request)
        #expect(error?.description.contains("secret") == false)
        #expect(proxy.requests.isEmpty)
    }

    @Test("cancelling ends a request that waits for its answer, and one that waits to be sent again")
    func cancelling() async throws {
        let proxy = try await FaultProxy()
        proxy.inject(.delay(.seconds(100)), path: "/slow")
        proxy.inject(.answer(503), path: "/busy", count: 9)
        let transport = makeTransport { $0.retryDelay = .seconds(100) }
        for path in ["/slow", "/busy"] {
            let task = Task { try await transport.send(HTTPRequest(.get, loopback(proxy.port, path))) }
            while !proxy.requests.contains(where: { $0.target == path }) { try await Task.sleep(for: .milliseconds(5)) }
            task.cancel()
            let error = await #expect(throws: BuildError.self) { try await task.value }
            #expect(error?.code == .interrupted, "\(error?.description ?? "")")
        }
        await proxy.stop()
    }

    @Test("cancelling ends the reading of a body")
    func cancellingBody() async throws {
        let server = try await LoopbackServer { exchange in
            try await exchange.start(200, ["Content-Length": "10"])
            try await exchange.write(Array("12345".utf8))
            try await Task.sleep(for: .seconds(100))
        }
        let response = try await makeTransport().send(HTTPRequest(.get, loopback(server.port)))
        let begun = Notes<Int>()
        let task = Task { try await response.read { chunk throws(BuildError) in begun.add(chunk.count) } }
        while begun.all.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        task.cancel()
        let error = await #expect(throws: BuildError.self) { try await task.value }
        #expect(error?.code == .interrupted)
        await server.stop()
    }

    @Test("a transport that was shut down has closed its connections; one that was not may be dropped")
    func shutdown() async throws {
        let proxy = try await FaultProxy()
        proxy.inject(.answer(200), count: 2)
        let transport = makeTransport()
        let request = HTTPRequest(.get, loopback(proxy.port))
        #expect(try await transport.send(request).status == 200)
        await transport.shutdown()
        #expect(try await makeTransport().send(request).status == 200)
    }
}
