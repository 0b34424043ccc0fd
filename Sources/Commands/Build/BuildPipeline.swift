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

    /// - Returns: what was made, for outputs that are images; nil where only files were asked for.
    @discardableResult
    func run() async throws -> BuildResult? {
        try store.failedSteps.removeAll()
        let configuration = try Configuration.load(session)
        let facilities = try settings.facilities(in: configuration)
        let progress = try ProgressDisplay.onStandardError(mode: settings.progress, environment: session.environment)
        defer { progress.finish() }
        let remotes = RemoteSources(store, session, settings.facilities.secrets, progress)
        let contexts = try await ContextLoader(store: store, remotes: remotes).load(settings)
        let settings = settings.dated(by: contexts.main)
        let input = try BuildInput(settings, contexts.main)
        let (session, workDirectory, usualAccess) = (session, store.workDirectory, settings.access)
        let registries = { @Sendable (verifiesTLS: Bool?) throws(BuildError) in
            try Registries(
                session, temporaryDirectory: workDirectory, access: usualAccess.verifying(verifiesTLS)
            ) { warning in
                progress.emit(.warning(warning))
            }
        }
        let resolver = try ImageResolver(
            settings: settings, configuration: configuration, store: store,
            registries: RegistryImages { () throws(BuildError) in try registries(nil) }, session: session,
            stepCount: await remotes.count, progress: progress)
        let targets = try await BuildPlanning(settings: settings, resolver: resolver).plan(input)
        let plans = targets.map(\.plan)
        let checks = try BuildChecks(input.document, targets, try contexts.main.ignored(settings))
        defer {
            progress.finish()
            checks.report(settings, session)
        }
        if settings.isRawJSON(session) { for event in checks.events { progress.emit(event) } }
        for warning in input.warnings + Self.warnings(of: plans) { progress.emit(.warning(warning)) }
        let cache = SharedCache(
            sources: settings.cacheSources, destinations: settings.cacheDestinations,
            platforms: settings.platforms, store: store, registries: registries, progress: progress)
        let options = settings.solveOptions(try await cache.load(firstStep: resolver.stepCount + 1))
        let firstStep = resolver.stepCount + settings.cacheSources.count + 1
        let exporting = firstStep + plans[0].steps.count
        await remotes.number(from: exporting + settings.cacheDestinations.count + 1)
        let workspace = Workspace(store: store)
        let solver = Solver(
            plans: plans, options: options,
            operations: try operations(
                contexts, remotes, resolver, workspace, options, facilities, firstStep, progress),
            store: store, progress: progress)
        let snapshots = try await solver.solve()
        let delivery = BuildDelivery(
            names: settings.names, annotations: settings.annotations, mediaTypes: settings.mediaTypes,
            manifest: settings.manifest, session: session, store: store, workspace: workspace, registries: registries,
            progress: progress)
        let summary = try BuildSummary(settings, in: store)
        let (result, id): (BuildResult?, Digest?) = try await progress.show(ProgressStep(exporting), "exporting image")
        {
            step in
            var documents = [CacheDocument?]()
            for snapshot in snapshots {
                documents.append(cache.isInline ? try await cache.document(of: snapshot, solver) : nil)
            }
            var assembly = BuildAssembly(
                settings, plans, snapshots, documents, ImageAssembler(store: store, workspace: workspace), progress,
                step)
            for output in settings.outputs {
                try await delivery.deliver(try await assembly.result(for: output), to: output, showing: step)
            }
            if let file = settings.metadataFile {
                let told = settings.outputs.first { $0.output.isOfImages } ?? settings.outputs[0]
                let metadata = try await delivery.metadata(
                    of: try await assembly.result(for: told), in: settings.outputs)
                try TextFile.write(try metadata.map { try CanonicalJSON.encodePretty($0) } ?? "{}\n", to: file)
            }
            let image = settings.outputs.first { $0.output.isOfImages }
            let result: BuildResult? = if let image { try await assembly.result(for: image) } else { nil }
            guard settings.idFile != nil || settings.isQuiet else { return (result, nil) }
            return (result, try await delivery.id(of: try await assembly.result(for: settings.outputs[0])))
        }
        try await cache.save(solver, firstStep: exporting + 1)
        let explanation = try await CacheExplanation(settings, of: store).record(solver)
        progress.finish()
        if let explanation { Standard.error(explanation) }
        if let image = result?.images.first, settings.showsSummary(session) {
            // A build that is done does not fail for what is said of it.
            if let text = try? summary.text(of: image) { Standard.error(text) }
        }
        if let id { try report(id) }
        if let limit = configuration.largestStore { _ = try store.collectGarbage(limit: limit) }
        return result
    }

    /// What the plans of several platforms noticed, each once.
    private static func warnings(of plans: [BuildPlan]) -> [Diagnostic] {
        var warnings = [Diagnostic]()
        for warning in plans.flatMap(\.warnings) where !warnings.contains(warning) { warnings.append(warning) }
        return warnings
    }

    private func operations(
        _ contexts: LoadedContexts, _ remotes: RemoteSources, _ resolver: ImageResolver, _ workspace: Workspace,
        _ options: SolveOptions, _ facilities: RunFacilities, _ firstStep: Int, _ progress: ProgressDisplay
    ) throws -> OperationRunner {
        OperationRunner(
            store: store, workspace: workspace, contexts: try BuildContexts(settings, contexts, store.directory),
            images: resolver, replacements: try resolver.compositions.replacements(), remotes: remotes,
            firstStep: firstStep, progress: progress, options: options, facilities: facilities,
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
