import Diagnostics

/// A Dockerfile prepared for the rules: each reads it and changes nothing.
struct LintSubject {
    let document: DockerfileDocument
    let request: LintRequest
    let globals: LintGlobals
    /// The stages that are looked at, in the order of the file. Rules that read single instructions see all of them.
    private(set) var stages: [LintedStage] = []
    /// The steps of all of them.
    private(set) var steps: [LintedStep] = []
    /// The numbers of the stages that the final image is made from by FROM, the final one first.
    private(set) var finalStages: [Int] = []
    /// Every instruction of every stage, FROM included, in the order of the file.
    let statements: [any SourceStatement]
    /// Words that can't be expanded.
    private(set) var failures: [Diagnostic] = []

    init(_ document: DockerfileDocument, _ request: LintRequest, walksStages: Bool) {
        self.document = document
        self.request = request
        statements = document.stages.flatMap { stage -> [any SourceStatement] in [stage] + stage.instructions }
        globals = LintGlobals(document, platform: request.platformArguments, given: request.buildArguments)
        guard walksStages, !document.stages.isEmpty else { return }
        let bases = document.stages.map { base(of: $0) }
        let target = targetIndex
        let needed = request.onlyNeededStages || request.target != nil ? neededStages(from: target, bases) : nil
        var walk = StageWalk(document, request, globals)
        for stage in document.stages where needed?.contains(stage.index) ?? true {
            stages.append(walk.walk(stage, on: bases[stage.index]))
        }
        steps = stages.flatMap(\.steps)
        failures = walk.failures
        finalStages = chain(from: target, bases)
    }

    /// The stages that the final image consists of, the final one first.
    var finalChain: [LintedStage] {
        finalStages.compactMap { index in stages.first { $0.stage.index == index } }
    }

    private var targetIndex: Int {
        guard let name = request.target else { return document.stages.count - 1 }
        let stage = document.stages.last { $0.name == name.lowercased() }
        return stage?.index ?? Int(name).flatMap { document.stages.indices.contains($0) ? $0 : nil }
            ?? document.stages.count - 1
    }

    // MARK: How stages depend on each other

    private func base(of stage: Stage) -> LintedStage.Base {
        guard let name = globals.expand(stage.from.image).text, !name.isEmpty else { return .image(nil) }
        if name == "scratch" { return .scratch }
        if request.contexts.contains(name) { return .context }
        if let index = document.stages[..<stage.index].last(where: { $0.name == name })?.index { return .stage(index) }
        return .image(name)
    }

    private func neededStages(from target: Int, _ bases: [LintedStage.Base]) -> Set<Int> {
        var needed: Set<Int> = []
        var waiting = [target]
        while let index = waiting.popLast() {
            guard needed.insert(index).inserted else { continue }
            if case .stage(let base) = bases[index] { waiting.append(base) }
            waiting += document.stages[index].instructions.flatMap { sources(of: $0, in: index) }
        }
        return needed
    }

    private func chain(from target: Int, _ bases: [LintedStage.Base]) -> [Int] {
        var chain = [target]
        while let last = chain.last, case .stage(let base) = bases[last] { chain.append(base) }
        return chain
    }

    /// The stages that an instruction takes files from.
    func sources(of instruction: Instruction, in index: Int) -> [Int] {
        switch instruction.kind {
        case .copy(let copy): copy.from.flatMap { stage($0.text) }.map { [$0] } ?? []
        case .run(let run):
            run.mounts.flatMap(\.options).filter { $0.key == .from }.compactMap { $0.value.flatMap { stage($0.text) } }
        default: []
        }
    }

    private func stage(_ name: String) -> Int? {
        if let number = Int(name) { return document.stages.indices.contains(number) ? number : nil }
        return document.stages.last { $0.name == name.lowercased() }?.index
    }
}
