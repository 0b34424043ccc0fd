/// The last lines that each step wrote.
package struct StepLog: Sendable {
    /// How many lines of each step are kept.
    package let limit: Int
    private var logs = [ProgressStep: (lines: LogLines, last: [String])]()

    package init(limit: Int) {
        self.limit = limit
    }

    /// Takes output of a step as it came.
    package mutating func append(_ bytes: [UInt8], to step: ProgressStep) {
        var log = logs.removeValue(forKey: step) ?? (LogLines(), [])
        log.last += log.lines.append(bytes)
        log.last.removeFirst(max(0, log.last.count - limit))
        logs[step] = log
    }

    /// The last lines of a step, oldest first, one that has no line feed yet included.
    package func lines(of step: ProgressStep) -> [String] {
        guard let log = logs[step] else { return [] }
        return Array((log.last + (log.lines.unfinished.map { [$0] } ?? [])).suffix(limit))
    }

    /// Forgets a step.
    package mutating func remove(_ step: ProgressStep) {
        logs[step] = nil
    }
}
