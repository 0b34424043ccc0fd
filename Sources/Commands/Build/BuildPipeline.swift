import Diagnostics
import Dockerfile
import Execution
import ImageModel
import Layers
import Planning
import Sandbox
import Store

/// One build, one direction: load contexts, read, parse, plan, resolve base images, plan again, solve, assemble, deliver, report.
struct BuildPipeline: Sendable {
    let settings: BuildSettings
    let session: Session
    let store: ImageStore

    func run() async throws {
        try store.failedSteps.removeAll()
        let configuration = try Configuration.load(session)
        let progress = try ProgressDisplay.onStandardError(mode: settings.progress, environment: session.environment)
        defer { progress.finish() }
        let remotes = RemoteSources(store, session, settings.facilities.secrets, progress)
        let contexts = try await ContextLoader(store: store, remotes: remotes).load(settings)
        let input = try BuildInput(settings, contexts.main)
        let (session, workDirectory) = (session, store.workDirectory)
        let registries = { @Sendable (verifiesTLS: Bool?) throws(BuildError) in
            try Registries(session, temporaryDirectory: workDirectory, verifiesTLS: verifiesTLS) { warning in
                progress.emit(.warning(warning))
            }
        }
        let resolver = ImageResolver(
            settings: settings, configuration: configuration, store: store,
            registries: RegistryImages { () throws(BuildError) in try registries(nil) },
            stepCount: await remotes.count, progress: progress)
        let (plan, images) = try await plan(input, resolver)
        let checks = try BuildChecks(input.document, settings, try contexts.main.ignored(settings), images)
        defer {
            progress.finish()
            checks.report(settings, session)
        }
        if settings.isRawJSON(session) { for event in checks.events { progress.emit(event) } }
        for warning in input.warnings + plan.warnings { progress.emit(.warning(warning)) }
        let cache = SharedCache(
            sources: settings.cacheSources, destinations: settings.cacheDestinations,
            platform: settings.request.platform, store: store, registries: registries, progress: progress)
        let options = settings.solveOptions(try await cache.load(firstStep: resolver.stepCount + 1))
        let firstStep = resolver.stepCount + settings.cacheSources.count + 1
        let exporting = firstStep + plan.steps.count
        await remotes.number(from: exporting + settings.cacheDestinations.count + 1)
        let workspace = Workspace(store: store)
        let solver = Solver(
            plan: plan, options: options,
            operations: try operations(contexts, remotes, resolver, workspace, options, firstStep, progress),
            store: store, progress: progress)
        let snapshot = try await solver.solve()
        let delivery = BuildDelivery(
            settings: settings, session: session, store: store, workspace: workspace, registries: registries,
            progress: progress)
        let image = try await progress.show(ProgressStep(exporting), "exporting image") { step in
            let inline = cache.isInline ? try await cache.document(of: snapshot, solver) : nil
            let image = try await ImageAssembler(store: store).assemble(plan, snapshot, cache: inline)
            for output in settings.outputs { try await delivery.deliver(image, to: output, showing: step) }
            progress.emit(.status(step, "\(image.id), \(ByteCount.text(image.size))"))
            return image
        }
        try await cache.save(solver, firstStep: exporting + 1)
        let explanation = try await CacheExplanation(settings, of: store).record(solver)
        progress.finish()
        if let explanation { Standard.error(explanation) }
        try report(image.id)
        if let limit = configuration.largestStore { _ = try store.collectGarbage(limit: limit) }
    }

    /// Plans until no base image is missing.
    private func plan(
        _ input: BuildInput, _ resolver: ImageResolver
    ) async throws -> (BuildPlan, [ImageNeed: ResolvedImage]) {
        var images = [ImageNeed: ResolvedImage]()
        while true {
            switch try Planner.plan(input.document, settings.request, images: images) {
            case .plan(let plan): return (plan, images)
            case .needs(let needs): images.merge(try await resolver.resolve(needs)) { _, new in new }
            }
        }
    }

    private func operations(
        _ contexts: LoadedContexts, _ remotes: RemoteSources, _ resolver: ImageResolver, _ workspace: Workspace,
        _ options: SolveOptions, _ firstStep: Int, _ progress: ProgressDisplay
    ) throws -> OperationRunner {
        OperationRunner(
            store: store, workspace: workspace, contexts: try BuildContexts(settings, contexts, store.directory),
            images: resolver, replacements: try resolver.compositions.replacements(), remotes: remotes,
            firstStep: firstStep, progress: progress, options: options, facilities: settings.facilities,
            reaction: reaction(progress))
    }

    private func reaction(_ progress: ProgressDisplay) -> FailureReaction? {
        let console = BuildConsole(
            progress: progress, isRawJSON: settings.isRawJSON(session), hasShell: settings.onError == .shell,
            hasColor: session.hasColor)
        return settings.onError?.reaction(on: console, terminal: session.environment["TERM"])
    }

    private func report(_ id: Digest) throws(BuildError) {
        if let file = settings.idFile { try TextFile.write(id.description, to: file) }
        if settings.isQuiet { Standard.output("\(id)\n") }
    }
}
