import NIOCore
import NIOHTTP1

/// One request to a server of the tests, and the way to answer it.
package final class Exchange {
    /// Why a handler ends a connection.
    package struct Cut: Error {}

    typealias Parts = NIOAsyncChannelInboundStream<HTTPServerRequestPart>.AsyncIterator
    typealias Outbound = NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>

    package let request: RecordedRequest
    /// The port of the other side: connections differ in it.
    package let clientPort: Int
    let head: HTTPRequestHead
    private(set) var parts: Parts
    private let outbound: Outbound
    private let channel: any Channel
    private var isRead = false
    private var isAnswered = false

    init(_ head: HTTPRequestHead, parts: Parts, outbound: Outbound, channel: any Channel) {
        self.head = head
        request = RecordedRequest(head)
        clientPort = channel.remoteAddress?.port ?? 0
        self.parts = parts
        self.outbound = outbound
        self.channel = channel
    }

    /// The next piece of the request's body; nil at its end.
    package func next() async throws -> [UInt8]? {
        try await nextBuffer().map { Array($0.readableBytesView) }
    }

    /// The whole body of the request.
    ///
    /// - Throws: `Cut` if it is larger than `limit` bytes.
    package func body(limit: Int = 64 << 20) async throws -> [UInt8] {
        var bytes = [UInt8]()
        while let piece = try await nextBuffer() {
            bytes += piece.readableBytesView
            guard bytes.count <= limit else { throw Cut() }
        }
        return bytes
    }

    /// Answers with this body, after reading the request's.
    package func answer(_ status: Int, _ headers: [String: String] = [:], _ body: [UInt8] = []) async throws {
        while try await nextBuffer() != nil {}
        try await start(status, ["Content-Length": "\(body.count)"].merging(headers) { $1 })
        if request.method != "HEAD", !body.isEmpty { try await write(body) }
        try await end()
    }

    /// Begins an answer; its body follows by `write`, and `end`.
    package func start(_ status: Int, _ headers: [String: String] = [:]) async throws {
        let status = HTTPResponseStatus(statusCode: status)
        let fields = HTTPHeaders(headers.map { ($0.key, $0.value) })
        try await start(HTTPResponseHead(version: .http1_1, status: status, headers: fields))
    }

    package func write(_ bytes: [UInt8]) async throws {
        try await write(ByteBuffer(bytes: bytes))
    }

    package func end() async throws {
        isAnswered = true
        try await outbound.write(.end(nil))
    }

    /// Ends the connection once all that was written is on its way.
    package func cut() async throws -> Never {
        try? await channel.close(mode: .output).get()
        throw Cut()
    }

    /// Reads what the handler left of the request, so that the next one can be read.
    func finish() async throws {
        guard isAnswered else { throw Cut() }
        while try await nextBuffer() != nil {}
    }

    func nextBuffer() async throws -> ByteBuffer? {
        guard !isRead else { return nil }
        if case .body(let buffer) = try await parts.next() { return buffer }
        isRead = true
        return nil
    }

    func start(_ head: HTTPResponseHead) async throws {
        try await outbound.write(.head(head))
    }

    func write(_ buffer: ByteBuffer) async throws {
        try await outbound.write(.body(.byteBuffer(buffer)))
        // The writer learns only from the event loop that the connection is full; without a hop it would run far ahead.
        try await channel.eventLoop.submit {}.get()
    }
}
