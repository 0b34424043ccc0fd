import Diagnostics
import ImageModel
import Registry
import Synchronization
import Testing
import Transport

struct DownloadTests {
    private let bytes = someBytes(1000)

    /// Answers requests for the blob in turn; the last answer stays.
    private func transport(
        _ answers: @escaping @Sendable (ScriptedTransport.Exchange, Int) -> ScriptedTransport.Answer
    ) -> ScriptedTransport {
        let count = Mutex(0)
        return ScriptedTransport { exchange in
            if exchange.line == "GET /v2/" { return .status(200) }
            return answers(
                exchange,
                count.withLock { count in
                    count += 1
                    return count
                })
        }
    }

    private func start(_ exchange: ScriptedTransport.Exchange) -> Int {
        Int(exchange.headers["Range"]?.dropFirst("bytes=".count).dropLast() ?? "0") ?? -1
    }

    @Test("a download that is cut goes on where it was")
    func resumption() async throws {
        let transport = transport { [bytes] exchange, number in
            let start = self.start(exchange)
            let end = min(bytes.count, start + 300)
            return ScriptedTransport.Answer(
                status: start == 0 ? 200 : 206, headers: ["Content-Range": "bytes \(start)-999/1000"],
                body: Array(bytes[start..<end]), isCut: end < 1000)
        }
        let found = try await client(transport).repository(at: endpoint()).bytes(blob(bytes))
        #expect(found == bytes)
        #expect(
            transport.exchanges.map { $0.headers["Range"] } == [nil, nil, "bytes=300-", "bytes=600-", "bytes=900-"])
    }

    @Test("a server that sends everything again, or more than was asked for, is listened to from the right place")
    func ignoredRange() async throws {
        for first in [0, 250] {
            let transport = transport { [bytes] exchange, number in
                guard number > 1 else { return ScriptedTransport.Answer(body: Array(bytes[..<301]), isCut: true) }
                return ScriptedTransport.Answer(
                    status: first == 0 ? 200 : 206, headers: ["Content-Range": "bytes \(first)-999/1000"],
                    body: Array(bytes[first...]))
            }
            #expect(try await client(transport).repository(at: endpoint()).bytes(blob(bytes)) == bytes)
        }
    }

    @Test("a part that begins too late is refused")
    func laterPart() async throws {
        let transport = transport { [bytes] exchange, number in
            guard number > 1 else { return ScriptedTransport.Answer(body: Array(bytes[..<301]), isCut: true) }
            return ScriptedTransport.Answer(
                status: 206, headers: ["Content-Range": "bytes 302-999/1000"], body: Array(bytes[302...]))
        }
        let repository = client(transport).repository(at: endpoint())
        #expect(await code { _ = try await repository.bytes(blob(bytes)) } == .corrupt)
    }

    @Test("a blob that an earlier process had in part is asked for from there")
    func partial() async throws {
        let transport = transport { [bytes] exchange, _ in
            ScriptedTransport.Answer(
                status: 206, headers: ["Content-Range": "bytes 400-999/1000"], body: Array(bytes[400...]))
        }
        let repository = client(transport).repository(at: endpoint())
        var partial = PartialBlob()
        bytes[..<400].withUnsafeBytes { partial.append($0) }
        var found = Array(bytes[..<400])
        try await repository.read(blob(bytes), resuming: &partial) { found += $0 }
        #expect(found == bytes)
        #expect(transport.exchanges.last?.headers["Range"] == "bytes=400-")
        #expect(partial.size == 1000)
    }

    @Test("a beginning that was something else spoils the whole")
    func wrongPartial() async throws {
        let transport = transport { [bytes] _, _ in
            ScriptedTransport.Answer(
                status: 206, headers: ["Content-Range": "bytes 4-999/1000"], body: Array(bytes[4...]))
        }
        var partial = PartialBlob()
        [UInt8](repeating: 0, count: 4).withUnsafeBytes { partial.append($0) }
        let error = await failure {
            try await client(transport).repository(at: endpoint()).read(blob(bytes), resuming: &partial) { _ in }
        }
        #expect(error?.code == .corrupt)
    }

    @Test("a blob without its digest is refused in words that name both")
    func wrongDigest() async throws {
        let other = someBytes(1000, seed: 2)
        let transport = transport { _, _ in .bytes(other) }
        let error = await failure { _ = try await client(transport).repository(at: endpoint()).bytes(blob(bytes)) }
        #expect(error?.code == .corrupt)
        for part in ["registry.example/app", Digest(of: bytes).description, Digest(of: other).description] {
            #expect(error?.message.contains(part) == true)
        }
    }

    @Test("a blob that is too large is cut off, before its first byte where the registry says so")
    func oversize() async throws {
        let large = bytes + [0]
        for headers in [HTTPHeaders(), ["Content-Length": "1001"]] {
            let taken = Mutex(0)
            let transport = transport { _, _ in .bytes(large, headers) }
            let error = await failure {
                try await client(transport).repository(at: endpoint()).read(blob(bytes)) { chunk in
                    taken.withLock { $0 += chunk.count }
                }
            }
            #expect(error?.code == .corrupt)
            #expect(taken.withLock { $0 } <= (headers.fields.isEmpty ? 1000 : 0))
        }
    }

    @Test("a blob that stays too short is given up")
    func truncated() async throws {
        let transport = transport { [bytes] exchange, _ in
            let start = min(self.start(exchange), 500)
            return ScriptedTransport.Answer(
                status: 206, headers: ["Content-Range": "bytes \(start)-999/1000"], body: Array(bytes[start..<500]))
        }
        let repository = client(transport).repository(at: endpoint())
        #expect(await code { _ = try await repository.bytes(blob(bytes)) } == .unreachable)
        #expect(transport.exchanges.count == 6)
    }

    @Test("an error of the one who takes the bytes comes back as it is, at once")
    func refusal() async throws {
        let transport = transport { [bytes] _, _ in .bytes(bytes) }
        let repository = client(transport).repository(at: endpoint())
        let error = await failure {
            try await repository.read(blob(bytes)) { _ throws(BuildError) in throw BuildError(.diskFull, "full") }
        }
        #expect(error?.code == .diskFull)
        #expect(transport.exchanges.count == 2)
    }

    @Test("a blob that is not there is an error, an empty one is there without asking")
    func missing() async throws {
        let transport = transport { _, _ in .status(404) }
        let repository = client(transport).repository(at: endpoint())
        #expect(await code { _ = try await repository.bytes(blob(bytes)) } == .imageNotFound)
        #expect(try await repository.bytes(blob([])) == [])
    }

    @Test("a layer that may not be redistributed is asked for at its maker's, by https and without credentials")
    func foreign() async throws {
        let transport = ScriptedTransport { [bytes] exchange in
            switch exchange.url.host {
            case "broken.example": return .status(500)
            case "maker.example": return .bytes(bytes)
            default:
                return exchange.authorization == nil
                    ? .status(401, ["WWW-Authenticate": "Basic realm=r"]) : .status(404)
            }
        }
        var layer = blob(
            bytes, MediaType(rawValue: "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"))
        layer.urls = [
            "http://plain.example/l", "file:///etc/passwd", "https://broken.example/l", "https://maker.example/l",
        ]
        let repository = client(transport, ["registry.example": somebody]).repository(at: endpoint())
        #expect(try await repository.bytes(layer) == bytes)
        let strangers = transport.exchanges.filter { $0.url.host != "registry.example" }
        #expect(strangers.map(\.url.host) == ["broken.example", "maker.example"])
        #expect(strangers.allSatisfy { $0.authorization == nil })
        #expect(try await repository.contains(layer))
    }

    @Test("addresses in the descriptor of an ordinary layer are not followed")
    func ordinaryAddresses() async throws {
        let transport = transport { [bytes] _, _ in .bytes(bytes) }
        var layer = blob(bytes)
        layer.urls = ["https://maker.example/l"]
        #expect(try await client(transport).repository(at: endpoint()).bytes(layer) == bytes)
        #expect(transport.exchanges.allSatisfy { $0.url.host == "registry.example" })
    }
}
