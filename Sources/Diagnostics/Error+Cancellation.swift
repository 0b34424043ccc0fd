extension Error {
    /// Whether it only says that the work was stopped.
    package var isCancellation: Bool {
        if self is CancellationError { return true }
        guard let error = self as? BuildError else { return false }
        return error.code == .interrupted || error.code == .terminated
    }
}
