import NIOCore
import NIOHTTP1

/// Writes request targets in absolute form, as a proxy that forwards http must be sent them (RFC 9112 section 3.2.2).
///
/// The client's own way through a proxy is a tunnel even for plain http, which most proxies refuse for port 80.
final class AbsoluteFormHandler: ChannelOutboundHandler {
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        var part = unwrapOutboundIn(data)
        if case .head(var head) = part, let host = head.headers.first(name: "Host") {
            head.uri = "http://\(host)\(head.uri)"
            part = .head(head)
        }
        context.write(wrapOutboundOut(part), promise: promise)
    }

    /// Adds one to a connection, where requests are not yet bytes.
    static func add(to channel: any Channel) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            let encoder = try pipeline.context(handlerType: HTTPRequestEncoder.self).handler
            try pipeline.addHandler(AbsoluteFormHandler(), position: .after(encoder))
        }
    }
}
