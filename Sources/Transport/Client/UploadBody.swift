import Diagnostics
import NIOCore
import NIOPosix
import Synchronization

/// The body of a request as the HTTP library asks for it, with a new reader for each iteration.
///
/// The library asks for a piece when the one before is on its way, and never from an event loop's thread.
final class UploadBody: AsyncSequence, Sendable {
    typealias Reader = @Sendable () throws(BuildError) -> (UnsafeMutableRawBufferPointer) throws(BuildError) -> Int

    /// Bytes asked for at once.
    private static let chunkSize: Int64 = 1 << 20

    let length: Int64
    private let reader: Reader
    /// When a piece was last handed over; nil while none is on its way.
    private let handedOver = Mutex<ContinuousClock.Instant?>(nil)

    /// nil if there is nothing to send.
    init?(_ body: HTTPRequest.Body) {
        switch body {
        case .stream(let length, let reader) where length > 0: (self.length, self.reader) = (length, reader)
        case .bytes(let bytes) where !bytes.isEmpty:
            length = Int64(bytes.count)
            reader = { () throws(BuildError) in
                var rest = bytes[...]
                return { buffer throws(BuildError) in
                    let count = Swift.min(buffer.count, rest.count)
                    buffer.copyBytes(from: rest.prefix(count))
                    rest = rest.dropFirst(count)
                    return count
                }
            }
        default: return nil
        }
    }

    /// Returns once a piece was not taken for this long, or the task is cancelled. The library watches over everything
    /// but this.
    func stall(for limit: Duration) async {
        let clock = ContinuousClock()
        while !Task.isCancelled {
            let deadline = (handedOver.withLock { $0 } ?? clock.now) + limit
            if deadline <= clock.now { return }
            try? await clock.sleep(until: deadline)
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(self) }

    struct Iterator: AsyncIteratorProtocol {
        private let body: UploadBody
        private var rest: Int64
        private var fill: ((UnsafeMutableRawBufferPointer) throws(BuildError) -> Int)?

        fileprivate init(_ body: UploadBody) {
            self.body = body
            rest = body.length
        }

        mutating func next() async throws -> ByteBuffer? {
            body.handedOver.withLock { $0 = nil }
            guard rest > 0 else { return nil }
            // That a connection is full the library learns only when its event loop has written what was handed over.
            // Where that is not waited for, it takes any number of pieces while the event loop's thread is held up.
            for loop in EventLoops.shared.makeIterator() { try await loop.submit {}.get() }
            let fill = try self.fill ?? body.reader()
            self.fill = fill
            let wanted = Int(Swift.min(rest, UploadBody.chunkSize))
            var buffer = ByteBufferAllocator().buffer(capacity: wanted)
            let count = try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: wanted) { space in
                try fill(UnsafeMutableRawBufferPointer(rebasing: space[..<wanted]))
            }
            guard count > 0 else {
                throw BuildError(.corrupt, "the upload can't be sent: what is to be sent ends \(rest) bytes early")
            }
            rest -= Int64(count)
            body.handedOver.withLock { $0 = ContinuousClock().now }
            return buffer
        }
    }
}
