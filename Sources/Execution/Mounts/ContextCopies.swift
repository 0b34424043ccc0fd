import SystemPackage

/// The parts of build contexts that were copied for mounts: each once a build.
actor ContextCopies {
    private struct Part: Hashable {
        let context: String?
        let path: String
    }

    private var copies: [Part: Task<FilePath, any Error>] = [:]

    /// The copy of a part of a context, which `make` makes if it is the first.
    func copy(
        of context: String?, _ path: String, make: @escaping @Sendable () async throws -> FilePath
    ) async throws -> FilePath {
        let part = Part(context: context, path: path)
        let copy = copies[part] ?? Task { try await make() }
        copies[part] = copy
        return try await copy.value
    }
}
