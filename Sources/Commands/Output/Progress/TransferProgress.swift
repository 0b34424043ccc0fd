/// Bytes that a step has moved, with their rate.
struct TransferProgress: Sendable {
    private var startSeconds: Double
    private var startBytes: Int64 = 0
    private var seconds: Double
    private(set) var current: Int64 = 0
    private var total: Int64?

    init(startingAt seconds: Double) {
        startSeconds = seconds
        self.seconds = seconds
    }

    /// Takes the next count. A smaller one begins another transfer.
    mutating func update(current: Int64, total: Int64?, at seconds: Double) {
        if current < self.current { (startSeconds, startBytes) = (seconds, current) }
        self.current = current
        self.total = total
        self.seconds = seconds
    }

    /// Whether all bytes are here.
    var isComplete: Bool { total == current }

    /// `12.3MB / 63MB 5.1MB/s`, the rate an average since the transfer began.
    var text: String {
        var text = ByteCount.text(current)
        if let total { text += " / \(ByteCount.text(total))" }
        let elapsed = seconds - startSeconds
        if elapsed >= 0.1, current > startBytes {
            text += " \(ByteCount.text(Int64(min(Double(current - startBytes) / elapsed, 1e18))))/s"
        }
        return text
    }
}
