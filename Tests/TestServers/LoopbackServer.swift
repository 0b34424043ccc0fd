import NIOHTTP1
import NIOCore
import NIOPosix
import NIOSSL

/// An HTTP/1.1 server on a free port of 127.0.0.1, which answers as its handler does.
package final class LoopbackServer: Sendable {
    /// Answers one request. An error that it throws cuts the connection.
    package typealias Handler = @Sendable (Exchange) async throws -> Void
    typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

    package let port: Int
    private let task: Task<Void, Never>

    /// - Parameters:
    ///   - certificate: what it shows if it shall speak TLS.
    ///   - asksClients: whether clients must show a certificate too.
    package init(
        certificate: TestCertificate? = nil, asksClients: Bool = false, _ handler: @escaping Handler
    ) async throws {
        let context = try certificate?.serverContext(asksClients: asksClients)
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let context { try pipeline.addHandler(NIOSSLServerHandler(context: context)) }
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: false)
                    return try Connection(wrappingChannelSynchronously: channel)
                }
            }
        port = listener.channel.localAddress?.port ?? 0
        task = Task {
            try? await listener.executeThenClose { connections in
                try await withThrowingDiscardingTaskGroup { group in
                    for try await connection in connections {
                        group.addTask { try? await LoopbackServer.serve(connection, handler) }
                    }
                }
            }
        }
    }

    deinit { task.cancel() }

    /// Closes all connections and gives the port up.
    package func stop() async {
        task.cancel()
        await task.value
    }

    private static func serve(_ connection: Connection, _ handler: Handler) async throws {
        let channel = connection.channel
        // No test may wait for longer than this, whatever it does wrong.
        let limit = channel.eventLoop.scheduleTask(in: .seconds(600)) { channel.close(promise: nil) }
        defer { limit.cancel() }
        try await connection.executeThenClose { inbound, outbound in
            var parts = inbound.makeAsyncIterator()
            while case .head(let head) = try await parts.next() {
                let exchange = Exchange(head, parts: parts, outbound: outbound, channel: channel)
                try await handler(exchange)
                try await exchange.finish()
                parts = exchange.parts
            }
        }
    }
}
