import NIOCore
import NIOHTTP1
import NIOPosix

/// One exchange through a `FaultProxy`.
struct FaultyExchange {
    private let exchange: Exchange
    private let upstreamPort: Int

    init(_ exchange: Exchange, upstreamPort: Int) {
        self.exchange = exchange
        self.upstreamPort = upstreamPort
    }

    func run(_ fault: Fault?) async throws {
        switch fault {
        case .answer(let status, let headers, let body): try await exchange.answer(status, headers, body)
        case .redirect(let location, let status): try await exchange.answer(status, ["Location": location])
        case .endlessBody(let status): try await answerEndlessly(status)
        case .cutUpload(let limit):
            var rest = limit
            while rest > 0, let piece = try await exchange.nextBuffer() { rest -= piece.readableBytes }
            try await exchange.cut()
        case .delay(let duration):
            try await Task.sleep(for: duration)
            try await forward(nil)
        case .cut, .corrupt, .contentLength, nil: try await forward(fault)
        }
    }

    private func answerEndlessly(_ status: Int) async throws {
        try await exchange.start(status)
        let piece = ByteBuffer(repeating: UInt8(ascii: "x"), count: 64 << 10)
        for _ in 0..<(4 << 30) / piece.readableBytes { try await exchange.write(piece) }
        try await exchange.end()
    }

    /// Asks the server on a connection of its own, the body first, and hands on what it answers.
    private func forward(_ fault: Fault?) async throws {
        let upstream = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: upstreamPort) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(
                        wrappingChannelSynchronously: channel)
                }
            }
        var isAnswered = false
        do {
            try await upstream.executeThenClose { inbound, outbound in
                var head = exchange.head
                head.headers.replaceOrAdd(name: "Connection", value: "close")
                try await outbound.write(.head(head))
                while let piece = try await exchange.nextBuffer() {
                    try await outbound.write(.body(.byteBuffer(piece)))
                }
                try await outbound.write(.end(nil))
                var count = 0
                for try await part in inbound {
                    switch part {
                    case .head(let head): try await start(head, fault)
                    case .body(let piece):
                        try await write(piece, at: count, fault)
                        count += piece.readableBytes
                    case .end:
                        // Else a client that was promised more would wait for it.
                        if case .contentLength = fault { try await exchange.cut() }
                        try await exchange.end()
                        isAnswered = true
                        // The other side may keep the connection open after an answer without a body.
                        return
                    }
                }
            }
        } catch {
            // How the connection behind ends once all has come does not concern the client.
            guard isAnswered else { throw error }
        }
    }

    private func start(_ head: HTTPResponseHead, _ fault: Fault?) async throws {
        var head = head
        head.headers.remove(name: "Connection")
        if case .contentLength(let length) = fault {
            head.headers.replaceOrAdd(name: "Content-Length", value: "\(length)")
        }
        try await exchange.start(head)
        if case .cut(afterBytes: 0) = fault { try await exchange.cut() }
    }

    /// Hands on a piece of the body that begins at `offset`.
    private func write(_ piece: ByteBuffer, at offset: Int, _ fault: Fault?) async throws {
        var piece = piece
        switch fault {
        case .cut(let limit) where limit <= offset + piece.readableBytes:
            piece.moveWriterIndex(to: piece.readerIndex + limit - offset)
            try await exchange.write(piece)
            try await exchange.cut()
        case .corrupt(let index) where (offset..<offset + piece.readableBytes).contains(index):
            let position = piece.readerIndex + index - offset
            let byte = piece.getInteger(at: position, as: UInt8.self) ?? 0
            piece.setInteger(byte ^ 0xFF, at: position)
        default: break
        }
        try await exchange.write(piece)
    }
}
