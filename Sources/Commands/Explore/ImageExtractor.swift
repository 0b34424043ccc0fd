import Diagnostics
import Execution
import ImageModel
import Layers
import Store
import Synchronization
import SystemPackage

/// Takes files out of the layers of an image.
final class ImageExtractor: Sendable {
    private let finder: ImageFinder
    private let place: ReportedImage
    private let id: Digest
    private let workspace: Workspace
    private let known = Mutex<[Snapshot]?>(nil)

    /// - Parameters:
    ///   - place: where the image is.
    ///   - id: of the image that was found there.
    init(finder: ImageFinder, place: ReportedImage, id: Digest) {
        self.finder = finder
        self.place = place
        self.id = id
        workspace = Workspace(store: finder.store)
    }

    /// Writes what the image shows up to a layer: exact bytes, permissions and times, for whoever runs the program.
    ///
    /// - Throws: `usage` if it can't be written; `diskFull`; `interrupted` if the task is cancelled; what the image's
    ///   place throws.
    func extract(_ extraction: ExplorerExtraction) async throws -> ExplorerExtraction.Outcome {
        let snapshots = try await snapshots()
        guard snapshots.indices.contains(extraction.layer) else { return .failed("there is no such layer") }
        let flag = CancellationFlag()
        let summary = try await withTaskCancellationHandler {
            try await workspace.withReadOnlyRoot(of: snapshots[extraction.layer]) { root in
                try await blockingThread { () throws(BuildError) in
                    var tree = TreeExtraction(from: try RootedDirectory(root)) { flag.isSet }
                    return try tree.extract(
                        extraction.path, to: FilePath(extraction.destination), replacing: extraction.replaces)
                }
            }
        } onCancel: {
            flag.set()
        }
        guard let summary else { return .exists }
        return .written(files: summary.files, leftOut: summary.leftOut)
    }

    /// One for each layer, the lowest first.
    private func snapshots() async throws -> [Snapshot] {
        if let known = known.withLock({ $0 }) { return known }
        let store = finder.store
        let top: Snapshot?
        switch place {
        case .stored, .dockerfile: top = try store.images.image(id).snapshot
        case .elsewhere(let address): top = try await fetch(address)
        }
        let chain = Array(try store.snapshots.chain(of: top).reversed())
        known.withLock { $0 = chain }
        return chain
    }

    /// Brings the layers of an image that is elsewhere into the store, which keeps them without a name until it is pruned.
    private func fetch(_ address: ImageAddress) async throws -> Snapshot? {
        let (store, settings) = (finder.store, finder.settings)
        let registries = try Registries(
            finder.session, temporaryDirectory: store.workDirectory, access: settings.access
        ) { _ in }
        let (manifest, source) = try await address.open(registries, temporaryDirectory: store.workDirectory)
        let image = try await source.resolved(manifest, for: settings.platform, origin: "")
        guard image.id == id else {
            throw BuildError(.imageNotFound, "the image is another one now: nothing was extracted")
        }
        return try await LayerImport(store: store).snapshot(of: image.layers) { layer, blobs in
            if let blob = layer.blob { try await source.fetch(blob, into: blobs) }
        }
    }
}
