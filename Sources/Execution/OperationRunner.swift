package import Diagnostics
package import ImageModel
import Layers
import Planning
package import Store
import SystemPackage

/// Does what steps say, one file per operation.
package struct OperationRunner: Sendable {
    let store: ImageStore
    let workspace: Workspace
    let contexts: BuildContexts
    let images: any ImageSource
    let replacements: [FileReplacement]
    let firstStep: Int
    let progress: any ProgressSink

    /// - Parameters:
    ///   - images: fetches layers of the images that the plan stands on.
    ///   - replacements: what RUN steps see in place of files of those images.
    ///   - firstStep: the number that progress shows for the plan's first step.
    package init(
        store: ImageStore, workspace: Workspace, contexts: BuildContexts, images: any ImageSource,
        replacements: [FileReplacement] = [], firstStep: Int, progress: any ProgressSink
    ) {
        self.store = store
        self.workspace = workspace
        self.contexts = contexts
        self.images = images
        self.replacements = replacements
        self.firstStep = firstStep
        self.progress = progress
    }

    /// The digests of the files that a step takes from build contexts, in the order in which its operation names them.
    func contextDigests(_ step: Step) async throws -> [Digest] {
        guard case .copy(let copy) = step.operation, case .context = copy.from else { return [] }
        return [try await digest(of: copy, source: nil)]
    }

    /// The digests of the files that a step takes from other steps' root file systems, in the order in which its operation
    /// names them.
    func contentDigests(_ step: Step, _ inputs: StepInputs) async throws -> [Digest] {
        guard case .copy(let copy) = step.operation, case .step = copy.from else { return [] }
        return [try await digest(of: copy, source: inputs.sources.first)]
    }

    /// Waits until no other build runs the step with this key.
    ///
    /// - Throws: `CancellationError` when the wait is of no use any more, `store`.
    func lock(_ key: Digest) async throws -> LockedFile {
        var pause = Duration.milliseconds(1)
        while true {
            if let lock = try store.cache.lock(key) { return lock }
            // A thread that waited in the kernel could not be told to stop.
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(50))
        }
    }

    /// A step as progress shows it.
    func shown(_ step: Step) -> ProgressStep { ProgressStep(firstStep + step.id.index) }

    func run(_ step: Step, _ inputs: StepInputs, _ keys: StepKeys) async throws -> Snapshot {
        switch step.operation {
        case .image(let image): try await runImage(image, step, keys)
        case .run(let run): try await runCommand(run, step, inputs, keys)
        case .copy(let copy): try await runCopy(copy, step, inputs, keys)
        case .makeDirectory(let directory): try await runMakeDirectory(directory, step, inputs, keys)
        }
    }

    /// Makes a layer on top of a step's base: `body` changes the mounted root, and the change becomes a snapshot.
    func makeLayer(
        of step: Step, on base: Snapshot?, _ keys: StepKeys, _ body: (FilePath) async throws -> Void
    ) async throws -> Snapshot {
        let tree = try store.snapshots.begin(on: base)
        do {
            try await workspace.withRoot(of: tree, body)
            return try store.snapshots.commit(
                tree, key: keys.content, cacheKeys: [keys.content, keys.definition], description: step.name)
        } catch {
            store.snapshots.discard(tree)
            throw error
        }
    }
}
