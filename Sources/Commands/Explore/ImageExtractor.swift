import Diagnostics
import Execution
import Layers
import Store
import Synchronization
import SystemPackage

/// Takes files out of the layers of an image.
struct ImageExtractor: Sendable {
    private let workspace: Workspace
    /// Of each layer, the lowest first.
    private let snapshots: [Snapshot]

    init(store: ImageStore, image: StoredImage) throws(BuildError) {
        workspace = Workspace(store: store)
        snapshots = try store.snapshots.chain(of: image.snapshot).reversed()
    }

    /// Writes what the image shows up to a layer: exact bytes, permissions and times, for whoever runs the program.
    ///
    /// - Throws: `usage` if it can't be written; `diskFull`; `interrupted` if the task is cancelled.
    func extract(_ extraction: ExplorerExtraction) async throws -> ExplorerExtraction.Outcome {
        guard snapshots.indices.contains(extraction.layer) else { return .failed("there is no such layer") }
        let stop = Stop()
        let summary = try await withTaskCancellationHandler {
            try await workspace.withReadOnlyRoot(of: snapshots[extraction.layer]) { root in
                try await blockingThread { () throws(BuildError) in
                    var tree = TreeExtraction(from: try RootedDirectory(root)) { stop.isAsked }
                    return try tree.extract(
                        extraction.path, to: FilePath(extraction.destination), replacing: extraction.replaces)
                }
            }
        } onCancel: {
            stop.ask()
        }
        guard let summary else { return .exists }
        return .written(files: summary.files, leftOut: summary.leftOut)
    }
}

/// Whether work on another thread is to end early.
private final class Stop: Sendable {
    private let value = Atomic(false)

    var isAsked: Bool { value.load(ordering: .relaxed) }

    func ask() { value.store(true, ordering: .relaxed) }
}
