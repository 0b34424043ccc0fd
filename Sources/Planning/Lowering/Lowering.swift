import Diagnostics
import Dockerfile
import ImageModel

/// Turns the stages of a Dockerfile into steps, stage by stage, instruction by instruction.
struct Lowering {
    let document: DockerfileDocument
    let request: BuildRequest
    let globals: GlobalScope
    let graph: StageGraph
    let images: [ImageNeed: ResolvedImage]
    let expander: WordExpander

    private(set) var steps: [Step] = []
    var warnings: [Diagnostic] = []
    private var stages: [Int: StageState] = [:]
    private var imageSteps: [ImageNeed: StepID] = [:]

    init(
        _ document: DockerfileDocument, _ request: BuildRequest, _ globals: GlobalScope, _ graph: StageGraph,
        _ images: [ImageNeed: ResolvedImage]
    ) {
        self.document = document
        self.request = request
        self.globals = globals
        self.graph = graph
        self.images = images
        expander = WordExpander(escape: document.escape)
    }

    mutating func lower() throws(BuildError) -> BuildPlan {
        for index in graph.order { stages[index] = try lower(document.stages[index]) }
        guard let final = stages[graph.target] else {
            throw BuildError(.internalError, "the target stage was not planned")
        }
        var config = final.image
        config.config = final.config
        for (name, value) in request.labels { config.config.labels[name] = value }
        return BuildPlan(
            steps: steps, result: final.fileSystem, config: config, history: final.history,
            target: StageGraph.label(document.stages[graph.target]), sourceDateEpoch: try globals.sourceDateEpoch,
            warnings: warnings)
    }

    private mutating func lower(_ stage: Stage) throws(BuildError) -> StageState {
        var state = try begin(stage)
        var problems = [Diagnostic]()
        for instruction in graph.instructions[stage.index] ?? [] {
            // One wrong instruction does not hide the next one's errors.
            do throws(BuildError) { try lower(instruction, &state) } catch {
                guard !error.diagnostics.isEmpty else { throw error.located(at: instruction.range) }
                problems += error.diagnostics
            }
        }
        guard problems.isEmpty else { throw BuildError(.invalidInput, problems) }
        return state
    }

    private mutating func begin(_ stage: Stage) throws(BuildError) -> StageState {
        let platform = graph.platforms[stage.index] ?? request.platform
        var label = document.stages.count == 1 && stage.name == nil ? "" : StageGraph.label(stage)
        if request.isOneOfSeveral { label = label.isEmpty ? "\(platform)" : "\(platform) \(label)" }
        let count = (graph.instructions[stage.index] ?? []).filter(\.makesStep).count + 1
        var state = StageState(label: label, stage: stage, stepCount: count, platform: platform)
        switch graph.bases[stage.index] {
        case .stage(let index):
            guard let base = stages[index] else {
                throw BuildError(.internalError, "a stage was planned before its base")
            }
            state.inherit(base)
        case .image(let need):
            guard let image = images[need] else {
                throw BuildError(.internalError, "base image '\(need.name)' was not resolved")
            }
            state.stand(on: image, platform)
            state.fileSystem = addBase(image, need, state, stage.range)
        case .directory(let name):
            state.fileSystem = addContext(name, state, stage.range)
            state.recordStep("FROM \(name)")
        case .scratch, nil: break
        }
        // The triggers of a base are done here, and no more above.
        state.config.onBuild = nil
        state.completePath()
        return state
    }

    private mutating func lower(_ instruction: Instruction, _ state: inout StageState) throws(BuildError) {
        switch instruction.kind {
        case .arg(let declarations): try lower(declarations, &state)
        case .env(let pairs): try lowerEnvironment(pairs, &state)
        case .label(let pairs): try lowerLabels(pairs, &state)
        case .run(let run): try lower(run, instruction, &state)
        case .copy(let copy): try lower(copy, instruction, &state)
        case .add(let add): try lower(add, instruction, &state)
        case .workdir(let word): try lowerWorkingDirectory(word, instruction, &state)
        case .user(let word): try lowerUser(word, &state)
        case .cmd(let form): lowerCommand(form, &state)
        case .entrypoint(let form): lowerEntrypoint(form, &state)
        case .expose(let words): try lowerExpose(words, &state)
        case .volume(let words): try lowerVolumes(words, &state)
        case .shell(let arguments): lowerShell(arguments, &state)
        case .healthcheck(let check): lowerHealthcheck(check, &state)
        case .stopsignal(let word): try lowerStopSignal(word, &state)
        case .maintainer(let text): lowerMaintainer(text, &state)
        case .onbuild(let trigger): lowerTrigger(trigger, &state)
        }
    }

    // MARK: Steps

    /// Adds the step of one instruction; a stage's FROM is its first step, whether it needs work or not.
    mutating func add(
        _ operation: Operation, sources: [StepID] = [], text: String, _ state: inout StageState, _ origin: SourceRange?
    ) {
        state.stepNumber += 1
        state.fileSystem = append(
            operation, base: state.fileSystem, sources: sources, name: state.stepName(text), stage: state.stage, origin)
    }

    /// The root file system of an image that a copy reads.
    mutating func imageStep(_ need: ImageNeed, _ state: StageState) throws(BuildError) -> StepID {
        if let known = imageSteps[need] { return known }
        guard let image = images[need] else {
            throw BuildError(.internalError, "image '\(need.name)' was not resolved")
        }
        let step = append(
            .image(image), base: nil, sources: [], name: "FROM \(need.name)", stage: state.stage, need.range)
        imageSteps[need] = step
        return step
    }

    /// The root file system of an earlier stage, nil for one without files.
    func fileSystem(ofStage index: Int) -> StepID? { stages[index]?.fileSystem }

    private mutating func append(
        _ operation: Operation, base: StepID?, sources: [StepID], name: String, stage: String, _ origin: SourceRange?
    ) -> StepID {
        let id = StepID(index: steps.count)
        steps.append(
            Step(id: id, operation: operation, base: base, sources: sources, name: name, origin: origin, stage: stage))
        return id
    }

    private mutating func addBase(
        _ image: ResolvedImage, _ need: ImageNeed, _ state: StageState, _ range: SourceRange
    ) -> StepID? {
        guard !image.layers.isEmpty else { return nil }
        if let known = imageSteps[need] { return known }
        let name = state.stepName("FROM \(need.name)")
        let step = append(.image(image), base: nil, sources: [], name: name, stage: state.stage, range)
        imageSteps[need] = step
        return step
    }

    /// `FROM` a directory: its files on nothing.
    private mutating func addContext(_ name: String, _ state: StageState, _ range: SourceRange) -> StepID {
        let copy = CopyOperation(
            instruction: "FROM", from: .context(name: name), sources: [CopyPath(path: ".", range: range)],
            destination: "/")
        return append(
            .copy(copy), base: nil, sources: [], name: state.stepName("FROM \(name)"), stage: state.stage, range)
    }
}

extension Instruction {
    /// Whether it changes the root file system.
    fileprivate var makesStep: Bool {
        switch kind {
        case .run, .copy, .add, .workdir: true
        default: false
        }
    }
}
