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
    let remotes: RemoteSources
    let firstStep: Int
    let progress: any ProgressSink
    let options: SolveOptions
    let facilities: RunFacilities
    let reaction: FailureReaction?
    let contextCopies = ContextCopies()
    let renewals = CacheMountRenewals()
    let restorations = CacheMountRenewals()
    let usedMounts = UsedCacheMounts()

    /// - Parameters:
    ///   - images: fetches layers of the images that the plan stands on.
    ///   - replacements: what RUN steps see in place of files of those images.
    ///   - remotes: fetches what ADD takes from the network.
    ///   - firstStep: the number that progress shows for the plan's first step.
    ///   - facilities: what RUN steps get that no plan knows of.
    ///   - reaction: what is done where a RUN step failed.
    package init(
        store: ImageStore, workspace: Workspace, contexts: BuildContexts, images: any ImageSource,
        replacements: [FileReplacement] = [], remotes: RemoteSources, firstStep: Int, progress: any ProgressSink,
        options: SolveOptions = SolveOptions(), facilities: RunFacilities = RunFacilities(),
        reaction: FailureReaction? = nil
    ) {
        self.store = store
        self.workspace = workspace
        self.contexts = contexts
        self.images = images
        self.replacements = replacements
        self.remotes = remotes
        self.firstStep = firstStep
        self.progress = progress
        self.options = options
        self.facilities = facilities
        self.reaction = reaction
    }

    /// The digests of the files that a step takes from build contexts, in the order in which its operation names them.
    func contextDigests(_ step: Step) async throws -> [Digest] {
        switch step.operation {
        case .copy(let copy):
            guard case .context = copy.from else { return [] }
            do {
                return [try await digest(of: copy, source: nil)]
            } catch let error as BuildError {
                throw error.located(at: step.origin)
            }
        case .run(let run):
            var digests = [Digest]()
            for mount in run.mounts {
                guard let source = mount.source, case .context = source.origin else { continue }
                digests.append(try await digest(of: source, nil, for: mount))
            }
            return digests
        case .image, .makeDirectory: return []
        }
    }

    /// The digests of the files that a step takes from other steps' root file systems, in the order in which its operation
    /// names them.
    func contentDigests(_ step: Step, _ sources: [Snapshot]) async throws -> [Digest] {
        switch step.operation {
        case .copy(let copy):
            guard case .step = copy.from else { return [] }
            return [try await digest(of: copy, source: sources.first)]
        case .run(let run):
            var digests = [Digest]()
            for mount in run.mounts {
                guard let source = mount.source, case .step(let place) = source.origin else { continue }
                digests.append(try await digest(of: source, sources[place], for: mount))
            }
            return digests
        case .image, .makeDirectory: return []
        }
    }

    /// Waits until no other build runs the step with this key.
    ///
    /// - Throws: `CancellationError` when the wait is of no use any more, `store`.
    func lock(_ key: Digest) async throws -> KeyLock {
        try await withBackoff { () throws(BuildError) in try store.cache.lock(key) }
    }

    /// A step as progress shows it.
    func shown(_ step: Step) -> ProgressStep { ProgressStep(firstStep + step.id.index) }

    /// Does a step's work.
    ///
    /// - Parameter isolate: is called by a step that failed and has something to do alone; stops all others, and says
    ///   false if another one was first.
    func run(
        _ step: Step, _ inputs: StepInputs, _ keys: StepKeys, isolate: @Sendable () async -> Bool
    ) async throws -> Snapshot {
        switch step.operation {
        case .image(let image): try await runImage(image, step, keys)
        case .run(let run): try await runCommand(run, step, inputs, keys, isolate)
        case .copy(let copy): try await runCopy(copy, step, inputs, keys)
        case .makeDirectory(let directory): try await runMakeDirectory(directory, step, inputs, keys)
        }
    }

    /// Makes a layer on top of a step's base: `body` changes the files, and the change becomes a snapshot.
    ///
    /// - Parameters:
    ///   - failed: for a step that runs in the root file system, so that it must be mounted: what is kept with the layer if
    ///     `body` throws `stepFailed`.
    ///   - likeness: a further key of the layer, which the next one like it takes over.
    func makeLayer(
        of step: Step, on base: Snapshot?, _ keys: StepKeys, keepingAs failed: FailedStep? = nil,
        likeness: Digest? = nil, _ body: (FilePath) async throws -> Void
    ) async throws -> Snapshot {
        let tree = try store.snapshots.begin(on: base)
        do {
            if failed == nil {
                try await workspace.withFiles(of: tree, body)
            } else {
                try await workspace.withRoot(of: tree, body)
            }
            let cacheKeys = [keys.content, keys.definition, likeness].compactMap(\.self)
            return try store.snapshots.commit(
                tree, key: keys.content, cacheKeys: Set(cacheKeys), description: step.name)
        } catch {
            if let failed, (error as? BuildError)?.code == .stepFailed {
                keep(tree, of: failed)
            } else {
                store.snapshots.discard(tree)
            }
            throw error
        }
    }
}
