import Synchronization

/// Adds up what several transfers bring.
final class TransferCounter: Sendable {
    private let total: Int64
    private let current = Mutex<Int64>(0)
    private let report: @Sendable (Int64, Int64) -> Void

    /// - Parameter report: is told how many bytes are here, of how many.
    init(of total: Int64, _ report: @escaping @Sendable (Int64, Int64) -> Void) {
        self.total = total
        self.report = report
    }

    func add(_ count: Int64) {
        report(
            current.withLock { current in
                current += count
                return current
            }, total)
    }
}
