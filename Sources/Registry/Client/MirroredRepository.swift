package import Diagnostics
package import ImageModel
import Synchronization
import Transport

/// A repository that can be read from several places: mirrors first, the registry itself at the end.
///
/// What a mirror does not have is asked for at the next place without a word; a mirror that fails is warned of, and one
/// that can't be reached, or lies, is not asked again by this process.
package struct MirroredRepository: ManifestSource {
    /// In the order in which they are asked.
    package let repositories: [Repository]
    private let warn: @Sendable (Diagnostic) -> Void

    init(_ repositories: [Repository], warn: @escaping @Sendable (Diagnostic) -> Void) {
        self.repositories = repositories
        self.warn = warn
    }

    package func manifest(_ name: ManifestName) async throws(BuildError) -> ManifestBlob? {
        try await find(name)?.manifest
    }

    package func read(
        _ blob: Descriptor, _ take: (UnsafeRawBufferPointer) throws(BuildError) -> Void
    ) async throws(BuildError) {
        var partial = PartialBlob()
        try await read(blob, resuming: &partial, take)
    }

    package func read(
        _ blob: Descriptor, resuming partial: inout PartialBlob,
        _ take: (UnsafeRawBufferPointer) throws(BuildError) -> Void
    ) async throws(BuildError) {
        let start = partial.size
        var state = partial
        defer { partial = state }
        _ = try await ask { repository throws(BuildError) -> Void? in
            do throws(BuildError) {
                try await repository.read(blob, resuming: &state, take)
            } catch {
                // What was handed on can't be taken back: whoever took it may begin anew, and is given it by another.
                guard error.code == .corrupt, state.size > start, repository.endpoint.isMirror else { throw error }
                giveUp(repository, error)
                throw BuildError(.corrupt, error.message, underlying: MirrorFailure())
            }
        }
    }

    /// The manifest, and who had it.
    func find(_ name: ManifestName) async throws(BuildError) -> (manifest: ManifestBlob, repository: Repository)? {
        try await ask { repository throws(BuildError) in
            try await repository.manifest(name).map { ($0, repository) }
        }
    }

    /// Asks one place after the other until one has an answer.
    ///
    /// - Throws: the error of the last place, or one that no other place can mend.
    func ask<Value>(_ body: (Repository) async throws(BuildError) -> Value?) async throws(BuildError) -> Value? {
        for repository in repositories
        where !repository.endpoint.isMirror || !repository.host.isGivenUp.load(ordering: .relaxed) {
            do throws(BuildError) {
                if let value = try await body(repository) { return value }
            } catch {
                guard repository.endpoint.isMirror, isOfMirror(error), !(error.underlying is MirrorFailure) else {
                    throw error
                }
                if error.code == .imageNotFound { continue }
                giveUp(repository, error)
            }
        }
        return nil
    }

    private func giveUp(_ repository: Repository, _ error: BuildError) {
        if error.code == .unreachable || error.code == .corrupt {
            repository.host.isGivenUp.store(true, ordering: .relaxed)
        }
        warn(Diagnostic(.warning, code: error.code.rawValue, "a mirror is passed over: \(error.message)"))
    }

    private func isOfMirror(_ error: BuildError) -> Bool {
        [.unreachable, .denied, .corrupt, .imageNotFound].contains(error.code)
    }
}

/// Marks the error of a mirror that was given up in the middle of a blob.
private struct MirrorFailure: Error {}
