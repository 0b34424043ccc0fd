import FoundationEssentials
import NIOCore
import NIOPosix
import Synchronization

/// An HTTP proxy on a free port of 127.0.0.1: it tunnels for CONNECT and forwards requests in absolute form, and records
/// both. Whatever the host, it connects to 127.0.0.1: any name will do in tests.
package final class ForwardProxy: Sendable {
    private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>
    private static let headLimit = 64 << 10

    package let port: Int
    private let recorded: Recorder
    private let task: Task<Void, Never>

    private final class Recorder: Sendable {
        let requests = Mutex([RecordedRequest]())
    }

    /// - Parameter login: `USER:PASSWORD`, if it shall ask for them.
    package init(login: String? = nil) async throws {
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture { try Connection(wrappingChannelSynchronously: channel) }
            }
        let recorded = Recorder()
        self.recorded = recorded
        port = listener.channel.localAddress?.port ?? 0
        task = Task {
            try? await listener.executeThenClose { connections in
                try await withThrowingDiscardingTaskGroup { group in
                    for try await connection in connections {
                        group.addTask { try? await ForwardProxy.serve(connection, login, recorded) }
                    }
                }
            }
        }
    }

    deinit { task.cancel() }

    /// What it was asked: the targets are `HOST:PORT` for CONNECT, else whole addresses.
    package var requests: [RecordedRequest] { recorded.requests.withLock { $0 } }

    /// Closes all connections and gives the port up.
    package func stop() async {
        task.cancel()
        await task.value
    }

    private static func serve(_ connection: Connection, _ login: String?, _ recorded: Recorder) async throws {
        let channel = connection.channel
        let limit = channel.eventLoop.scheduleTask(in: .seconds(600)) { channel.close(promise: nil) }
        defer { limit.cancel() }
        try await connection.executeThenClose { inbound, outbound in
            var pieces = inbound.makeAsyncIterator()
            var text = ""
            while !text.contains("\r\n\r\n"), text.utf8.count < headLimit, let piece = try await pieces.next() {
                text += String(buffer: piece)
            }
            guard let end = text.firstRange(of: "\r\n\r\n"), let request = RecordedRequest(text[..<end.lowerBound])
            else {
                return
            }
            recorded.requests.withLock { $0.append(request) }
            let expected = login.map { "Basic " + Data($0.utf8).base64EncodedString() }
            guard expected == nil || request.header("Proxy-Authorization") == expected else {
                let refusal = "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
                return try await outbound.write(ByteBuffer(string: refusal))
            }
            guard let route = Route(request, rest: text[end.upperBound...]) else { return }
            let upstream = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: route.port) { channel in
                    channel.eventLoop.makeCompletedFuture { try Connection(wrappingChannelSynchronously: channel) }
                }
            try await upstream.executeThenClose { upstreamInbound, upstreamOutbound in
                try await outbound.write(ByteBuffer(string: route.greeting))
                try await upstreamOutbound.write(ByteBuffer(string: route.firstBytes))
                try await withThrowingDiscardingTaskGroup { group in
                    group.addTask {
                        defer { channel.close(promise: nil) }
                        for try await piece in upstreamInbound { try await outbound.write(piece) }
                        try await channel.close(mode: .output).get()
                    }
                    while let piece = try await pieces.next() { try await upstreamOutbound.write(piece) }
                    group.cancelAll()
                }
            }
        }
    }
}

/// Where a request through a `ForwardProxy` leads.
private struct Route {
    let port: Int
    /// What the client is told first.
    let greeting: String
    /// What the server is sent first.
    let firstBytes: String

    init?(_ request: RecordedRequest, rest: Substring) {
        let isTunnel = request.method == "CONNECT"
        guard isTunnel || request.target.hasPrefix("http://") else { return nil }
        let target = isTunnel ? request.target[...] : request.target.dropFirst("http://".count)
        let authority = target.prefix { $0 != "/" }
        guard let colon = authority.lastIndex(of: ":"), let port = Int(authority[colon...].dropFirst()) else {
            return nil
        }
        self.port = port
        if isTunnel {
            greeting = "HTTP/1.1 200 Connection established\r\n\r\n"
            firstBytes = String(rest)
        } else {
            greeting = ""
            let fields = request.headers.filter { !$0.name.lowercased().hasPrefix("proxy-") }
            let lines = ["\(request.method) \(target[authority.endIndex...]) HTTP/1.1", "Connection: close"]
            firstBytes =
                (lines + fields.map { "\($0.name): \($0.value)" }).joined(separator: "\r\n") + "\r\n\r\n" + rest
        }
    }
}

extension RecordedRequest {
    /// Reads the head of a request (RFC 9112 section 2.1).
    fileprivate init?(_ head: Substring) {
        let lines = head.split(separator: "\r\n")
        let words = (lines.first ?? "").split(separator: " ")
        guard words.count == 3 else { return nil }
        let headers = lines.dropFirst().compactMap { line -> (name: String, value: String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (String(line[..<colon]), String(line[colon...].dropFirst().drop { $0 == " " }))
        }
        self.init(method: String(words[0]), target: String(words[1]), headers: headers)
    }
}
