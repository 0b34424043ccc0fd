import NIOCore
import NIOPosix

/// A server that answers whatever it is sent with the same bytes and ends the connection.
final class RawServer: Sendable {
    let port: Int
    private let task: Task<Void, Never>

    init(answer: String) async throws {
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        port = listener.channel.localAddress?.port ?? 0
        task = Task {
            try? await listener.executeThenClose { connections in
                for try await connection in connections {
                    try? await connection.executeThenClose { inbound, outbound in
                        for try await _ in inbound {
                            try await outbound.write(ByteBuffer(string: answer))
                            return
                        }
                    }
                }
            }
        }
    }

    deinit { task.cancel() }
}
