import Diagnostics
import Execution
import ImageModel
import Planning
import Store

/// Makes images of a solved build, one form of them for each kind of output.
struct BuildAssembly: Sendable {
    let settings: BuildSettings
    let plans: [BuildPlan]
    let snapshots: [Snapshot?]
    /// What the config of each image tells other machines of its layers.
    let documents: [CacheDocument?]
    let assembler: ImageAssembler
    let progress: any ProgressSink
    let step: ProgressStep

    private(set) var results: [ImageForm: BuildResult] = [:]

    init(
        _ settings: BuildSettings, _ plans: [BuildPlan], _ snapshots: [Snapshot?], _ documents: [CacheDocument?],
        _ assembler: ImageAssembler, _ progress: any ProgressSink, _ step: ProgressStep
    ) {
        self.settings = settings
        self.plans = plans
        self.snapshots = snapshots
        self.documents = documents
        self.assembler = assembler
        self.progress = progress
        self.step = step
    }

    /// The result as an output wants it.
    ///
    /// - Throws: `usage` for times that are to be rewritten without an epoch; what the assembler throws.
    mutating func result(for output: RequestedOutput) async throws -> BuildResult {
        let epoch = output.epoch ?? plans[0].sourceDateEpoch
        if output.fileTimes != .own, epoch == nil {
            throw BuildError(
                .usage, "--output 'rewrite-timestamp=true' needs an epoch",
                help: "for example: SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)")
        }
        let form = ImageForm(
            epoch: epoch, fileTimes: output.fileTimes, isSquashed: settings.squashes)
        if let known = results[form] { return known }
        // A cache names the layers of steps.
        let hasOwnLayers = !form.isSquashed && form.fileTimes == .own
        var images = [StoredImage]()
        for (index, plan) in plans.enumerated() {
            let image = try await assembler.assemble(
                plan, snapshots[index], as: form, cache: hasOwnLayers ? documents[index] : nil,
                compressing: output.output.archiveCompression)
            let platform = plans.count > 1 ? "\(image.config.platform): " : ""
            progress.emit(.status(step, "\(platform)\(image.id), \(ByteCount.text(image.size))"))
            images.append(image)
        }
        let result = BuildResult(images: images, isIndex: settings.isIndex, epoch: epoch)
        results[form] = result
        return result
    }
}
