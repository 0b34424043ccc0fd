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
        let resolver = ImageResolver(settings: settings, configuration: configuration, store: store, progress: progress)
        let plan = try await plan(input, resolver)
        for warning in input.warnings + plan.warnings { progress.emit(.warning(warning)) }
        let solver = Solver(
            plan: plan, options: settings.solveOptions, operations: try operations(resolver, progress), store: store,
            progress: progress)
        let snapshot = try await solver.solve()
        let step = ProgressStep(resolver.stepCount + plan.steps.count + 1)
        progress.emit(.started(step, name: "exporting image"))
        let image = try await ImageAssembler(store: store).assemble(plan, snapshot)
        try await deliver(image) { progress.emit(.status(step, $0)) }
        progress.emit(.finished(step, .done))
        progress.finish()
        try report(image.id)
    }

    /// Plans until no base image is missing.
    private func plan(_ input: BuildInput, _ resolver: ImageResolver) async throws -> BuildPlan {
        var images = [ImageNeed: ResolvedImage]()
        while true {
            switch try Planner.plan(input.document, settings.request, images: images) {
            case .plan(let plan): return plan
            case .needs(let needs): images.merge(try await resolver.resolve(needs)) { _, new in new }
            }
        }
    }

    private func operations(_ resolver: ImageResolver, _ progress: ProgressDisplay) throws -> OperationRunner {
        OperationRunner(
            store: store, workspace: Workspace(store: store), contexts: try BuildContexts(settings, store.directory),
            images: resolver, replacements: try resolver.compositions.replacements(), firstStep: resolver.stepCount + 1,
            progress: progress)
    }

    private func deliver(_ image: StoredImage, _ report: (String) -> Void) async throws {
        for output in settings.outputs {
            switch output {
            case .image:
                try store.images.keep(image, names: settings.names)
                for name in settings.names { report("naming to \(name.familiar)") }
            case .oci(let destination):
                let (store, names) = (store, settings.names)
                try await blockingThread { () throws(BuildError) in
                    try ArchiveFile.write(image, names: names, of: store, to: destination)
                }
                if destination != "-" { report("written to \(destination)") }
            }
        }
        report("\(image.id), \(ByteCount.text(image.size))")
    }

    private func report(_ id: Digest) throws(BuildError) {
        if let file = settings.idFile { try TextFile.write(id.description, to: file) }
        if settings.isQuiet { Standard.output("\(id)\n") }
    }
}
