import Diagnostics
import Dockerfile
import Execution
import ImageModel
import Layers
import Planning
import Sandbox
import Store

/// One build, one direction: read, parse, plan, resolve base images, plan again, solve, assemble, deliver, report.
struct BuildPipeline: Sendable {
    let settings: BuildSettings
    let session: Session
    let store: ImageStore

    func run() async throws {
        let input = try BuildInput(settings)
        let configuration = try Configuration.load(session)
        let progress = try ProgressDisplay.onStandardError(mode: settings.progress, environment: session.environment)
        defer { progress.finish() }
        let (session, workDirectory) = (session, store.workDirectory)
        let registries = { @Sendable (verifiesTLS: Bool?) throws(BuildError) in
            try Registries(session, temporaryDirectory: workDirectory, verifiesTLS: verifiesTLS) { warning in
                progress.emit(.warning(warning))
            }
        }
        let resolver = ImageResolver(
            settings: settings, configuration: configuration, store: store,
            registries: RegistryImages { () throws(BuildError) in try registries(nil) }, progress: progress)
        let (plan, images) = try await plan(input, resolver)
        let checks = try BuildChecks(input.document, settings, images)
        defer {
            progress.finish()
            checks.report(settings, session)
        }
        if settings.isRawJSON(session) { for event in checks.events { progress.emit(event) } }
        for warning in input.warnings + plan.warnings { progress.emit(.warning(warning)) }
        let workspace = Workspace(store: store)
        let solver = Solver(
            plan: plan, options: settings.solveOptions, operations: try operations(resolver, workspace, progress),
            store: store,
            progress: progress)
        let snapshot = try await solver.solve()
        let delivery = BuildDelivery(
            settings: settings, session: session, store: store, workspace: workspace, registries: registries,
            progress: progress)
        let exporting = ProgressStep(resolver.stepCount + plan.steps.count + 1)
        let image = try await progress.show(exporting, "exporting image") { step in
            let image = try await ImageAssembler(store: store).assemble(plan, snapshot)
            for output in settings.outputs { try await delivery.deliver(image, to: output, showing: step) }
            progress.emit(.status(step, "\(image.id), \(ByteCount.text(image.size))"))
            return image
        }
        progress.finish()
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
        _ resolver: ImageResolver, _ workspace: Workspace, _ progress: ProgressDisplay
    ) throws -> OperationRunner {
        OperationRunner(
            store: store, workspace: workspace, contexts: try BuildContexts(settings, store.directory),
            images: resolver, replacements: try resolver.compositions.replacements(), firstStep: resolver.stepCount + 1,
            progress: progress)
    }

    private func report(_ id: Digest) throws(BuildError) {
        if let file = settings.idFile { try TextFile.write(id.description, to: file) }
        if settings.isQuiet { Standard.output("\(id)\n") }
    }
}
