import Diagnostics
import Synchronization
import TestServers
import Testing
import Transport

@Suite struct StreamingTests {
    @Test("a large body arrives whole and in order, both ways")
    func whole() async throws {
        let size = 20_000_000
        let server = try await LoopbackServer { exchange in
            try await exchange.start(200, ["Content-Length": "\(size)"])
            while let piece = try await exchange.next() { try await exchange.write(piece) }
            try await exchange.end()
        }
        var count = 0
        let request = HTTPRequest(.post, loopback(server.port), body: Patterned.body(length: size))
        let response = try await makeTransport().send(request)
        #expect(response.contentLength == Int64(size))
        try await response.read { chunk throws(BuildError) in
            guard Patterned.matches(chunk, from: count) else {
                throw BuildError(.corrupt, "wrong bytes after \(count)")
            }
            count += chunk.count
        }
        #expect(count == size)
    }

    @Test("a body that nobody reads is not fetched")
    func backPressureDown() async throws {
        let sent = Mutex(0)
        let size = 256 << 20
        let server = try await LoopbackServer { exchange in
            try await exchange.start(200, ["Content-Length": "\(size)"])
            let piece = [UInt8](repeating: 1, count: 1 << 20)
            for _ in 0..<size >> 20 {
                try await exchange.write(piece)
                sent.withLock { $0 += piece.count }
            }
            try await exchange.end()
        }
        let response = try await makeTransport().send(HTTPRequest(.get, loopback(server.port)))
        // The kernel's buffers on both sides fill up; how fast does not matter, that it stops does.
        var last = -1
        while last != sent.withLock({ $0 }) {
            last = sent.withLock { $0 }
            try await Task.sleep(for: .milliseconds(300))
        }
        #expect(last < size / 4)
        await response.discard()
    }

    @Test("an upload is read no faster than it is taken")
    func backPressureUp() async throws {
        let size: Int64 = 256 << 20
        let server = try await LoopbackServer { exchange in
            _ = try await exchange.next()
            try await Task.sleep(for: .seconds(100))
        }
        let read = Notes<Int>()
        let request = HTTPRequest(
            .post, loopback(server.port),
            body: .stream(length: size) { () throws(BuildError) in
                { buffer throws(BuildError) in
                    read.add(buffer.count)
                    return buffer.count
                }
            })
        let transport = makeTransport { $0.idleTimeout = .seconds(2) }
        _ = await failure(.unreachable, transport, request)
        let total = read.all.reduce(0, +)
        #expect(total > 0 && total < size / 8, "\(total)")
        #expect(read.all.allSatisfy { $0 <= 1 << 20 })
        await server.stop()
    }

    @Test("an upload that is refused at its beginning is not read to its end")
    func earlyRefusal() async throws {
        let server = try await LoopbackServer { exchange in
            try await exchange.start(401, ["Content-Length": "2"])
            try await exchange.write(Array("no".utf8))
            try await exchange.end()
            while try await exchange.next() != nil {}
        }
        let (read, size) = (Notes<Int>(), 1 << 30)
        let body = HTTPRequest.Body.stream(length: Int64(size)) { () throws(BuildError) in
            { buffer throws(BuildError) in
                read.add(buffer.count)
                return buffer.count
            }
        }
        let response = try await makeTransport().send(HTTPRequest(.put, loopback(server.port), body: body))
        #expect(response.status == 401)
        #expect(try await response.text() == "no")
        #expect(read.all.reduce(0, +) < size)
    }

    @Test("what taking the body throws ends the reading")
    func refusal() async throws {
        let (proxy, taken) = (try await FaultProxy(), Notes<Int>())
        proxy.inject(.endlessBody(200))
        let response = try await makeTransport().send(HTTPRequest(.get, loopback(proxy.port)))
        let error = await #expect(throws: BuildError.self) {
            try await response.read { _ throws(BuildError) in
                taken.add(1)
                throw BuildError(.diskFull, "full")
            }
        }
        #expect(error?.code == .diskFull && taken.all.count == 1)
    }

    @Test("a body larger than its reader's limit is refused, an endless one too")
    func limit() async throws {
        let proxy = try await FaultProxy()
        proxy.inject(.endlessBody(200))
        let response = try await makeTransport().send(HTTPRequest(.get, loopback(proxy.port)))
        let error = await #expect(throws: BuildError.self) { try await response.collect(limit: 1000) }
        #expect(error?.code == .corrupt)
    }

    @Test("a body is read once")
    func once() async throws {
        let proxy = try await FaultProxy()
        proxy.inject(.answer(200))
        let response = try await makeTransport().send(HTTPRequest(.get, loopback(proxy.port)))
        #expect(try await response.text() == "")
        let error = await #expect(throws: BuildError.self) { try await response.text() }
        #expect(error?.code == .internalError)
    }

    @Test("what a reader throws is what the request throws, and it is not sent again")
    func brokenReader() async throws {
        let proxy = try await FaultProxy()
        proxy.inject(.answer(200), count: 9)
        let broken = HTTPRequest.Body.stream(length: 10) { () throws(BuildError) in
            throw BuildError(.notFound, "gone")
        }
        _ = await failure(.notFound, makeTransport(), HTTPRequest(.put, loopback(proxy.port), body: broken))
        let short = HTTPRequest.Body.stream(length: 10) { () throws(BuildError) in
            { _ throws(BuildError) in 0 }
        }
        _ = await failure(.corrupt, makeTransport(), HTTPRequest(.put, loopback(proxy.port), body: short))
    }

    @Test("connections are used again, after small bodies that nobody wanted too")
    func reuse() async throws {
        let ports = Notes<Int>()
        let server = try await LoopbackServer { exchange in
            ports.add(exchange.clientPort)
            try await exchange.answer(200, [:], [UInt8](repeating: 0, count: 10_000))
        }
        let transport = makeTransport()
        for _ in 0..<5 { await (try await transport.send(HTTPRequest(.get, loopback(server.port)))).discard() }
        #expect(ports.all.count == 5 && Set(ports.all).count == 1)
    }
}
