import Diagnostics
import Dockerfile
import Layers
import Store

/// What files are taken from.
enum SourceTreeOrigin: Sendable {
    /// A build context: the main one without a name.
    case context(name: String?)
    /// The root file system of a snapshot; an empty one for nil.
    case snapshot(Snapshot?)
}

extension OperationRunner {
    /// Opens what files are taken from, for as long as `body` runs. Of a context what its ignore file excludes is not
    /// there, and the rest is root's unless it came as an archive.
    func withTree<Result: Sendable>(
        of origin: SourceTreeOrigin, _ body: (CopySourceTree) async throws -> Result
    ) async throws -> Result {
        switch origin {
        case .snapshot(let snapshot):
            return try await workspace.withReadOnlyRoot(of: snapshot) { path in
                try await body(
                    CopySourceTree(root: try RootedDirectory(path), filter: nil, index: nil, keepsOwner: true))
            }
        case .context(let name):
            let context = try contexts.context(name)
            let ignore = context.ignore
            let filter = TreeFilter(mayContainIncluded: { ignore.mayContainIncluded(directory: $0) }) { path, _ in
                ignore.isExcluded(path)
            }
            return try await body(
                CopySourceTree(
                    root: try RootedDirectory(context.directory, failureCode: .notFound), filter: filter,
                    index: context.index, keepsOwner: context.keepsOwners, normalizesModes: context.normalizesModes))
        }
    }
}
