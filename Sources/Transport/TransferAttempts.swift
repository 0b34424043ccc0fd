package import Diagnostics

/// Counts the cuts of one transfer, and says when to give it up.
package struct TransferAttempts {
    private let attempts: Int
    private let delay: Duration
    private var failures = 0
    private var mark: Int64 = 0

    /// - Parameters:
    ///   - attempts: how often in all it is tried while it does not get on; a mebibyte more counts as getting on.
    ///   - delay: how long to wait after a cut; twice as long after each further one.
    package init(_ attempts: Int = 5, delay: Duration = .milliseconds(200)) {
        self.attempts = attempts
        self.delay = delay
    }

    /// Takes a failure after so many bytes in all, and waits before the next attempt.
    ///
    /// - Throws: the failure, if it is not one that may pass or there were too many; `interrupted`.
    package mutating func failed(_ error: BuildError, after bytes: Int64) async throws(BuildError) {
        guard error.code == .unreachable else { throw error }
        if bytes - mark >= 1 << 20 {
            mark = bytes
            failures = 0
        }
        failures += 1
        guard failures < attempts else { throw error }
        do {
            try await Task.sleep(for: delay * (1 << min(failures - 1, 6)))
        } catch {
            throw BuildError(.interrupted, "interrupted")
        }
    }
}
