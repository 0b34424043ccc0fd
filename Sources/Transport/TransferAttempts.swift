import Diagnostics

/// Counts the cuts of one transfer, and says when to give it up.
struct TransferAttempts {
    private let settings: RegistrySettings
    private var failures = 0
    private var mark: Int64 = 0

    init(_ settings: RegistrySettings) {
        self.settings = settings
    }

    /// Takes a failure after so many bytes in all, and waits before the next attempt.
    ///
    /// - Throws: the failure, if it is not one that may pass or there were too many; `interrupted`.
    mutating func failed(_ error: BuildError, after bytes: Int64) async throws(BuildError) {
        guard error.code == .unreachable else { throw error }
        if bytes - mark >= 1 << 20 {
            mark = bytes
            failures = 0
        }
        failures += 1
        guard failures < settings.attempts else { throw error }
        do {
            try await Task.sleep(for: settings.delay * (1 << min(failures - 1, 6)))
        } catch {
            throw BuildError(.interrupted, "interrupted")
        }
    }
}
