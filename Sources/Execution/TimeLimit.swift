/// Does something that may take so long and no longer.
///
/// - Parameters:
///   - limit: nil for no limit.
///   - body: is cancelled when the time is up, and its end awaited.
/// - Returns: nil if the time was up.
/// - Throws: what `body` throws before.
func within<Result: Sendable>(
    _ limit: Duration?, _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result? {
    guard let limit else { return try await body() }
    return try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            // Where the whole is cancelled, `body` is what ends it.
            try? await Task.sleep(for: limit)
            return nil
        }
        var isUp = false
        while let outcome = await group.nextResult() {
            switch outcome {
            case .success(let result?):
                group.cancelAll()
                return result
            case .success(nil):
                isUp = !Task.isCancelled
                group.cancelAll()
            case .failure(let error):
                if isUp { return nil }
                group.cancelAll()
                throw error
            }
        }
        return nil
    }
}
