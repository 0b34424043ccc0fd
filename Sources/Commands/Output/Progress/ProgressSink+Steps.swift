import Diagnostics

extension ProgressSink {
    /// Shows work as one step, with how it ended.
    func show<Result>(
        _ step: ProgressStep, _ name: String, _ body: (ProgressStep) async throws -> Result
    ) async throws -> Result {
        emit(.started(step, name: name))
        do {
            let result = try await body(step)
            emit(.finished(step, .done))
            return result
        } catch {
            let message = (error as? BuildError)?.message ?? "\(error)"
            emit(.finished(step, error.isCancellation ? .cancelled : .failed(message)))
            throw error
        }
    }
}
