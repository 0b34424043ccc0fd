package import Diagnostics

extension MirroredRepository {
    /// All tags of the first place that has the repository, in its order.
    ///
    /// - Throws: `imageNotFound` if there is no such repository.
    package func tags() async throws(BuildError) -> [String] {
        try await ask { repository throws(BuildError) in try await repository.tags() } ?? []
    }
}
