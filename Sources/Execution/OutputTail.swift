import Synchronization

/// The last lines that a step has printed, for the error that may come of it. Bounded, whatever is printed.
final class OutputTail: Sendable {
    private static let lines = 10
    private static let bytes = 8 << 10
    private let tail = Mutex<[UInt8]>([])

    func append(_ output: [UInt8]) {
        tail.withLock { tail in
            tail += output.suffix(Self.bytes)
            if tail.count > 2 * Self.bytes { tail.removeFirst(tail.count - Self.bytes) }
        }
    }

    /// The last lines, joined by line feeds; empty if nothing was printed.
    var text: String {
        let bytes = tail.withLock { $0 }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: true)
        return lines.suffix(Self.lines).joined(separator: "\n")
    }
}
