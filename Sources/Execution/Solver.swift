package import Diagnostics
import ImageModel
package import Planning
package import Store

/// Evaluates a plan: what the cache has is taken, the rest runs, independent steps at the same time.
///
/// Evaluation starts at the result: a step whose result is known needs none of its inputs.
package actor Solver {
    /// One for each platform; all have the steps of one graph.
    let plans: [BuildPlan]
    /// Any of them, for its steps.
    let plan: BuildPlan
    let options: SolveOptions
    let operations: OperationRunner
    let store: ImageStore
    private let progress: any ProgressSink
    /// Room for steps that run; nil where all may.
    private let room: AsyncSemaphore?
    private(set) var evaluations: [StepID: Task<Snapshot, any Error>] = [:]
    private var definitions: [StepID: Task<Digest, any Error>] = [:]
    private var contextDigests: [StepID: Task<[Digest], any Error>] = [:]
    private var reported: Set<StepID> = []
    /// Those that progress was told of.
    private var running: Set<StepID> = []
    /// Those that were done anew.
    package private(set) var executed: Set<StepID> = []
    /// The error that stopped the others.
    private var failure: (any Error)?
    /// Those that do something at this moment.
    private var busy: Set<StepID> = []
    /// The failed step that somebody looks into. It goes on when all others are stopped.
    private var isolated: StepID?

    /// - Parameter plans: one or more, as `BuildPlan.union` makes them.
    package init(
        plans: [BuildPlan], options: SolveOptions, operations: OperationRunner, store: ImageStore,
        progress: any ProgressSink
    ) {
        self.plans = plans
        plan = plans[0]
        self.options = options
        self.operations = operations
        self.store = store
        self.progress = progress
        room = options.parallelism.map { AsyncSemaphore($0) }
    }

    /// The root file systems that the plans result in, in their order; nil for an image without files.
    ///
    /// - Throws: the first error of a step; all others are stopped, and have ended when this throws.
    package func solve() async throws -> [Snapshot?] {
        try await withTaskCancellationHandler {
            do {
                var results = [Snapshot?]()
                // All of them are at work before the first is waited for.
                for task in plans.map({ $0.result.map(evaluation) }) { results.append(try await task?.value) }
                return results
            } catch {
                await stop()
                throw failure ?? error
            }
        } onCancel: {
            Task { await self.cancel() }
        }
    }

    private func cancel(sparing spared: StepID? = nil) {
        for (id, task) in evaluations where id != spared { task.cancel() }
        for task in definitions.values { task.cancel() }
        for task in contextDigests.values { task.cancel() }
    }

    private func stop() async {
        cancel(sparing: isolated)
        for task in evaluations.values { _ = try? await task.value }
    }

    /// Whatever else is running is of no use once a step has failed.
    private func fail(_ error: any Error, of id: StepID) {
        if failure == nil, !error.isCancellation, isolated == nil || isolated == id { failure = error }
        cancel(sparing: isolated)
    }

    /// Stops all steps but a failed one, and waits until they have ended.
    ///
    /// - Returns: false if another one was first, or the build is to stop.
    private func isolate(_ id: StepID) async -> Bool {
        guard failure == nil, isolated == nil, !Task.isCancelled else { return false }
        isolated = id
        cancel(sparing: id)
        while busy != [id] {
            guard (try? await Task.sleep(for: .milliseconds(5))) != nil else { return false }
        }
        return true
    }

    // MARK: Evaluation

    private func evaluation(of id: StepID) -> Task<Snapshot, any Error> {
        let task =
            evaluations[id]
            ?? Task {
                do {
                    return try await self.evaluate(self.plan[id])
                } catch {
                    self.fail(error, of: id)
                    throw error
                }
            }
        evaluations[id] = task
        return task
    }

    private func evaluate(_ step: Step) async throws -> Snapshot {
        if isolated != nil { throw CancellationError() }
        let definition = try await definition(of: step.id)
        let usesCache = !options.ignoresCache(of: step) || step.operation.isImage
        if usesCache, let known = try store.cache.snapshot(for: definition) { return reportCached(step, known) }
        if usesCache, let known = try await imported(step, definition) { return reportCached(step, known) }
        let (inputs, taken) = try await inputs(of: step)
        let key = try await key(of: step, on: inputs.base, taking: taken)
        if usesCache, key != definition, let known = try store.cache.snapshot(for: key) {
            try store.cache.record(definition, known)
            return reportCached(step, known)
        }
        if usesCache, key != definition, let known = try await imported(step, key) {
            try store.cache.record(definition, known)
            return reportCached(step, known)
        }
        return try await run(step, inputs, keys: StepKeys(definition: definition, content: key), usesCache: usesCache)
    }

    /// What a step starts from, and the digests of what it takes of its sources.
    private func inputs(of step: Step) async throws -> (StepInputs, [Digest]) {
        // All of them are at work before the first is waited for.
        let base = step.base.map(evaluation)
        let sources = step.sources.map(evaluation)
        // The sources are read as soon as they are there, whether the base is or not.
        async let taken = contents(of: step, sources)
        let snapshot = try await base?.value
        let (snapshots, digests) = try await taken
        return (StepInputs(base: snapshot, sources: snapshots), digests)
    }

    private func contents(
        of step: Step, _ sources: [Task<Snapshot, any Error>]
    ) async throws -> ([Snapshot], [Digest]) {
        var snapshots = [Snapshot]()
        for source in sources { snapshots.append(try await source.value) }
        return (snapshots, try await operations.contentDigests(step, snapshots))
    }

    private func run(_ step: Step, _ inputs: StepInputs, keys: StepKeys, usesCache: Bool) async throws -> Snapshot {
        guard await room?.wait() ?? true else { throw CancellationError() }
        defer { room?.signal() }
        try Task.checkCancellation()
        busy.insert(step.id)
        defer { busy.remove(step.id) }
        let lock = try await operations.lock(keys.content)
        defer { withExtendedLifetime(lock) {} }
        if usesCache, let known = try store.cache.snapshot(for: keys.content) {
            try store.cache.record(keys.definition, known)
            return reportCached(step, known)
        }
        let shown = operations.shown(step)
        reportStarted(step)
        do {
            executed.insert(step.id)
            let snapshot = try await operations.run(step, inputs, keys) { await self.isolate(step.id) }
            progress.emit(.finished(shown, .done))
            return snapshot
        } catch {
            let isCancelled = error.isCancellation
            progress.emit(.finished(shown, isCancelled ? .cancelled : .failed(Self.message(error))))
            if isCancelled { throw error }
            throw (error as? BuildError)?.located(at: step.origin) ?? error
        }
    }

    /// A result that another machine left, brought here; nil, with a warning, if it can't be had.
    private func imported(_ step: Step, _ key: Digest) async throws -> Snapshot? {
        // A base image stays in the store as the image that it is.
        guard !step.operation.isImage, let result = options.importedCache.result(for: key) else { return nil }
        reportStarted(step)
        busy.insert(step.id)
        defer { busy.remove(step.id) }
        do {
            let snapshot = try await operations.importResult(result, of: step)
            if let snapshot { try store.cache.record(key, snapshot) }
            return snapshot
        } catch {
            if error.isCancellation { throw error }
            let why = Self.message(error)
            progress.emit(
                .warning(
                    Diagnostic(
                        .warning, code: "cache-unusable",
                        "a result that another machine left can't be used: \(why)", at: step.origin)))
            return nil
        }
    }

    private func reportStarted(_ step: Step) {
        reported.insert(step.id)
        if running.insert(step.id).inserted { progress.emit(.started(operations.shown(step), name: step.name)) }
    }

    private static func message(_ error: any Error) -> String { (error as? BuildError)?.message ?? "\(error)" }

    /// Shows a step that did not need to run, after all below it, which did not either.
    private func reportCached(_ step: Step, _ snapshot: Snapshot) -> Snapshot {
        for input in step.inputs where evaluations[input] == nil { showCached(input) }
        if running.contains(step.id) {
            progress.emit(.finished(operations.shown(step), .cached))
        } else {
            showCached(step.id)
        }
        return snapshot
    }

    private func showCached(_ id: StepID) {
        guard reported.insert(id).inserted else { return }
        let step = plan[id]
        for input in step.inputs where evaluations[input] == nil { showCached(input) }
        progress.emit(.started(operations.shown(step), name: step.name))
        progress.emit(.finished(operations.shown(step), .cached))
    }

    // MARK: Keys

    /// The key of a step by what the plan says of it, before anything has run.
    func definition(of id: StepID) async throws -> Digest {
        let task =
            definitions[id]
            ?? Task {
                let step = self.plan[id]
                async let base = self.definition(ofOptional: step.base)
                async let files = self.contextDigests(of: step)
                var sources = [Digest]()
                for source in step.sources { sources.append(try await self.definition(of: source)) }
                return StepKey.of(step.operation, base: try await base, files: try await files + sources)
            }
        definitions[id] = task
        return try await task.value
    }

    /// The digests of what a step takes from build contexts, computed once.
    func contextDigests(of step: Step) async throws -> [Digest] {
        let task = contextDigests[step.id] ?? Task { try await self.operations.contextDigests(step) }
        contextDigests[step.id] = task
        return try await task.value
    }

    private func definition(ofOptional id: StepID?) async throws -> Digest? {
        guard let id else { return nil }
        return try await definition(of: id)
    }

    /// The key of a step by what its inputs turned out to be.
    private func key(of step: Step, on base: Snapshot?, taking taken: [Digest]) async throws -> Digest {
        if let image = step.operation.resolvedImage, let chainID = LayerInfo.chainIDs(image.layers.map(\.diffID)).last {
            return StepKey.ofLayers(chainID)
        }
        let files = try await contextDigests(of: step)
        return StepKey.of(step.operation, base: base?.key, files: files + taken)
    }
}

/// The results that a step starts from.
struct StepInputs: Sendable {
    let base: Snapshot?
    /// In the order of the step's sources.
    let sources: [Snapshot]
}

/// The keys under which a step's result is kept.
struct StepKeys: Sendable {
    let definition: Digest
    let content: Digest
}

extension Operation {
    var resolvedImage: ResolvedImage? {
        if case .image(let image) = self { image } else { nil }
    }

    var isImage: Bool { resolvedImage != nil }
}
