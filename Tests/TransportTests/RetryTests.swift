import Diagnostics
import TestServers
import Testing

@testable import Transport

@Suite struct RetryTests {
    @Test("a request is sent again after a status that may pass", arguments: [429, 500, 502, 503, 504])
    func passing(status: Int) async throws {
        let proxy = try await FaultProxy()
        proxy.inject(.answer(status), count: 4)
        proxy.inject(.answer(200, body: Array("done".utf8)))
        let response = try await makeTransport().send(HTTPRequest(.get, loopback(proxy.port)))
        #expect(try await response.text() == "done")
        #expect(proxy.requests.count == 5)
    }

    @Test("other statuses are the caller's business", arguments: [400, 401, 403, 404, 408, 501])
    func final(status: Int) async throws {
        let proxy = try await FaultProxy()
        proxy.inject(.answer(status))
        #expect(try await makeTransport().send(HTTPRequest(.get, loopback(proxy.port))).status == status)
        #expect(proxy.requests.count == 1)
    }

    @Test("the fifth answer is handed over as it is, with its body")
    func last() async throws {
        let proxy = try await FaultProxy()
        proxy.inject(.answer(503, body: Array("busy".utf8)), count: 9)
        let response = try await makeTransport().send(HTTPRequest(.get, loopback(proxy.port)))
        #expect(response.status == 503)
        #expect(try await response.text() == "busy")
        #expect(proxy.requests.count == 5)
    }

    @Test("what is not repeatable is sent once")
    func unrepeatable() async throws {
        let proxy = try await FaultProxy()
        proxy.inject(.answer(503), count: 2)
        #expect(try await makeTransport().send(HTTPRequest(.post, loopback(proxy.port))).status == 503)
        proxy.inject(.cutUpload(afterBytes: 0))
        #expect(try await makeTransport().send(HTTPRequest(.post, loopback(proxy.port))).status == 503)
        _ = await failure(.unreachable, makeTransport(), HTTPRequest(.post, loopback(proxy.port)))
        #expect(proxy.requests.count == 3)
    }

    @Test("an upload whose connection breaks begins again, with a new reader")
    func uploads() async throws {
        let received = Notes<Int>()
        let server = try await LoopbackServer { exchange in
            let body = try await exchange.body()
            received.add(body == Patterned.bytes(0..<3_000_000) ? body.count : -1)
            try await exchange.answer(201)
        }
        let proxy = try await FaultProxy(upstreamPort: server.port)
        proxy.inject(.cutUpload(afterBytes: 1_000_000), count: 2)
        let made = Notes<Int>()
        let request = HTTPRequest(.put, loopback(proxy.port), body: Patterned.body(length: 3_000_000, made: made))
        #expect(try await makeTransport().send(request).status == 201)
        #expect(received.all == [3_000_000] && made.all.count == 3)
    }

    @Test("Retry-After is read as seconds and as an HTTP date")
    func retryAfter() {
        let now = 784_111_777
        func asked(_ value: String) -> Duration? {
            let response = HTTPResponse(
                status: 503, headers: ["Retry-After": value], url: loopback(1), body: EmptyBody())
            return RetryDelay.asked(by: response, now: now)
        }
        #expect(asked("120") == .seconds(120))
        #expect(asked("Sun, 06 Nov 1994 08:50:37 GMT") == .seconds(60))
        #expect(asked("Sun, 06 Nov 1994 08:00:00 GMT") == .zero)
        #expect(asked("soon") == nil && asked("-1") == nil && asked("99999999999999999999") == nil)
    }

    @Test("Retry-After is waited for, up to the limit")
    func waiting() async throws {
        let proxy = try await FaultProxy()
        proxy.inject(.answer(429, headers: ["Retry-After": "3600"]))
        proxy.inject(.answer(200))
        let transport = makeTransport { settings in
            settings.longestRetryDelay = .milliseconds(300)
        }
        let clock = ContinuousClock()
        let start = clock.now
        #expect(try await transport.send(HTTPRequest(.get, loopback(proxy.port))).status == 200)
        #expect(clock.now - start >= .milliseconds(300))
    }

    @Test("waits grow from attempt to attempt and stay random")
    func backoff() {
        var settings = HTTPSettings(userAgent: "", environment: [:])
        settings.retryDelay = .seconds(1)
        for (attempt, longest) in [1, 2, 4, 8, 16, 32, 32].enumerated() {
            let delays = (0..<20).map { _ in RetryDelay.backoff(after: attempt + 1, settings) }
            #expect(delays.allSatisfy { (.seconds(longest) / 2 ... .seconds(longest)).contains($0) })
            #expect(Set(delays).count > 1)
        }
    }
}

private struct EmptyBody: HTTPResponseBody {
    func read(_ take: (UnsafeRawBufferPointer) throws(BuildError) -> Void) async throws(BuildError) {}
    func discard() async {}
}
