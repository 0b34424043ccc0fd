import AsyncHTTPClient
import Diagnostics
import NIOCore
import Synchronization

/// The body of a response as it comes from the network. More is asked for only when what came was taken.
final class StreamedBody: HTTPResponseBody {
    /// The largest body that is read to its end when nobody wants it, so that its connection can be used again.
    private static let discardLimit = 64 << 10

    private let body: Mutex<HTTPClientResponse.Body?>
    private let url: HTTPURL
    /// Kept lest its connections close before the end.
    private let client: PooledClient

    init(_ body: HTTPClientResponse.Body, url: HTTPURL, client: PooledClient) {
        self.body = Mutex(body)
        self.url = url
        self.client = client
    }

    func read(_ take: (UnsafeRawBufferPointer) throws(BuildError) -> Void) async throws(BuildError) {
        guard let body = takeBody() else {
            throw BuildError(.internalError, "'\(url)' can't be read: its response was read already")
        }
        do {
            for try await chunk in body { try chunk.withUnsafeReadableBytes { try take($0) } }
        } catch let error as BuildError {
            throw error
        } catch {
            throw TransportFailure(error, url: url, proxy: nil).error
        }
    }

    func discard() async {
        guard let body = takeBody() else { return }
        var rest = StreamedBody.discardLimit
        do {
            for try await chunk in body {
                rest -= chunk.readableBytes
                if rest < 0 { return }
            }
        } catch {}
    }

    private func takeBody() -> HTTPClientResponse.Body? {
        body.withLock { body in
            defer { body = nil }
            return body
        }
    }
}
