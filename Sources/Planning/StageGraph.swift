import Diagnostics
import Dockerfile
import ImageModel

/// Which stages a target needs, what each stands on, and which base images that takes. Known before anything is lowered,
/// because only global arguments can appear in `FROM`, and none in `--from`.
struct StageGraph {
    /// What a name in `FROM` or `--from` means.
    enum Origin: Hashable {
        case scratch
        case stage(Int)
        case directory(String)
        case image(ImageNeed)
    }

    /// A `from` of an instruction. A trigger may stand in several stages.
    private struct Reference: Hashable {
        let stage: Int
        let range: SourceRange
    }

    private(set) var target = 0
    /// By stage number; needed stages only.
    private(set) var bases: [Int: Origin] = [:]
    /// What each `from` means; needed stages only.
    private var references: [Reference: Origin] = [:]
    /// Needed stages in an order in which each comes after those it stands on or copies from.
    private(set) var order: [Int] = []
    /// Base images in the order in which they are met.
    private(set) var needs: [ImageNeed] = []
    /// The platform of each needed stage.
    private(set) var platforms: [Int: Platform] = [:]
    /// What each needed stage does: the triggers of its base, then its own instructions.
    private(set) var instructions: [Int: [Instruction]] = [:]

    private let document: DockerfileDocument
    private let request: BuildRequest
    private let globals: GlobalScope
    private let images: [ImageNeed: ResolvedImage]
    private var path: [Int] = []

    /// - Parameter images: what has been resolved; the triggers of an image that is missing here are not known.
    init(
        _ document: DockerfileDocument, _ request: BuildRequest, _ globals: GlobalScope,
        _ images: [ImageNeed: ResolvedImage]
    ) throws(BuildError) {
        self.document = document
        self.request = request
        self.globals = globals
        self.images = images
        target = try findTarget()
        try visit(target)
    }

    /// What the value of a `from` in a stage means; nil for a stage that is not needed.
    func origin(of from: Word, in stage: Int) -> Origin? { references[Reference(stage: stage, range: from.range)] }

    /// The name of a stage as people know it: its own, or `stage-N`.
    static func label(_ stage: Stage) -> String { stage.name ?? "stage-\(stage.index)" }

    private func findTarget() throws(BuildError) -> Int {
        guard let name = request.target else { return document.stages.count - 1 }
        if let stage = document.stages.last(where: { $0.name == name.lowercased() }) { return stage.index }
        if let number = Int(name), document.stages.indices.contains(number) { return number }
        let names = document.stages.compactMap(\.name)
        throw BuildError(
            .invalidInput, "target stage '\(name)' is not in \(document.file.name)",
            help: Suggestion.help(for: name, in: names)
                ?? (names.isEmpty ? nil : "the stages are: \(names.joined(separator: ", "))"))
    }

    private mutating func visit(_ index: Int) throws(BuildError) {
        guard bases[index] == nil else { return }
        let stage = document.stages[index]
        path.append(index)
        let platform = try platform(of: stage)
        platforms[index] = platform
        let name = try globals.expand(stage.from.image)
        guard !name.isEmpty else {
            throw BuildError(
                .invalidInput,
                [
                    Diagnostic(
                        code: "empty-base-name",
                        "the base image of stage '\(Self.label(stage))' is empty after expansion",
                        at: stage.from.image.range, help: "declare the variable with ARG before the first FROM")
                ])
        }
        let base = try origin(of: name, before: index, platform, at: stage.from.image.range)
        bases[index] = base
        try follow(base)
        let instructions = try triggers(of: base) + stage.instructions
        self.instructions[index] = instructions
        for instruction in instructions {
            for (from, allowsNumbers) in instruction.references {
                let source = try source(from, allowsNumbers: allowsNumbers, in: index, platform)
                references[Reference(stage: index, range: from.range)] = source
                try follow(source)
            }
        }
        path.removeLast()
        order.append(index)
    }

    private mutating func follow(_ origin: Origin) throws(BuildError) {
        switch origin {
        case .stage(let index): try visit(index)
        case .image(let need): if !needs.contains(need) { needs.append(need) }
        case .scratch, .directory: break
        }
    }

    private func platform(of stage: Stage) throws(BuildError) -> Platform {
        guard let word = stage.from.platform else { return request.platform }
        let text = try globals.expand(word)
        do { return try Platform(parsing: text) } catch {
            throw BuildError(.invalidInput, [Diagnostic(code: "invalid-platform", error.message, at: word.range)])
        }
    }

    private func origin(
        of name: String, before index: Int, _ platform: Platform, at range: SourceRange
    ) throws(BuildError) -> Origin {
        if name == "scratch" { return .scratch }
        if let context = request.context(name, in: request.directoryContexts) { return .directory(context) }
        if request.context(name, in: request.imageContexts) == nil,
            let stage = document.stages[..<index].last(where: { $0.name == name })
        {
            return .stage(stage.index)
        }
        let similar = Suggestion.closest(to: name, in: document.stages[..<index].compactMap(\.name))
        do { _ = try ImageReference(parsing: name) } catch {
            let help = similar.map { "did you mean '\($0)'?" }
            throw BuildError(
                .invalidInput, [Diagnostic(code: "invalid-image-name", error.message, at: range, help: help)])
        }
        return .image(ImageNeed(name: name, platform: platform, range: range, similarStage: similar))
    }

    /// What the ONBUILD instructions of a base ask of those that stand on it.
    private func triggers(of base: Origin) throws(BuildError) -> [Instruction] {
        switch base {
        case .stage(let index): return document.stages[index].instructions.compactMap(\.trigger)
        case .image(let need):
            var triggers = [Instruction]()
            for text in images[need]?.config.config.onBuild ?? [] {
                triggers.append(try OnbuildTrigger.parse(text, of: need.name))
            }
            return triggers
        case .scratch, .directory: return []
        }
    }

    /// - Parameter allowsNumbers: whether a number is a stage's place in the file.
    private func source(
        _ word: Word, allowsNumbers: Bool, in index: Int, _ platform: Platform
    ) throws(BuildError) -> Origin {
        if allowsNumbers, let number = Int(word.text) {
            guard document.stages.indices.contains(number) else {
                throw refusal("unknown-stage", "stage \(number) does not exist", word)
            }
            try checkIsEarlier(number, than: index, word)
            if let name = document.stages[number].name, isContext(name) {
                return try origin(of: name, before: index, platform, at: word.range)
            }
            return .stage(number)
        }
        let name = word.text.lowercased()
        if !isContext(word.text), let stage = document.stages.last(where: { $0.name == name }) {
            try checkIsEarlier(stage.index, than: index, word)
            return .stage(stage.index)
        }
        return try origin(of: word.text, before: index, platform, at: word.range)
    }

    /// Whether a build context has this name, which then goes before a stage of that name.
    private func isContext(_ name: String) -> Bool {
        request.context(name, in: request.imageContexts.union(request.directoryContexts)) != nil
    }

    private func checkIsEarlier(_ found: Int, than index: Int, _ word: Word) throws(BuildError) {
        guard found >= index else { return }
        if let cycle = cycle(through: found) {
            throw refusal("circular-dependency", "stages depend on each other: \(cycle)", word)
        }
        throw refusal(
            "stage-not-defined-yet", "can't take files from stage '\(word.text)': it is defined later in the file", word
        )
    }

    /// The stages on the way from `found` back to itself, if copying from it closes a circle.
    private func cycle(through found: Int) -> String? {
        var reached = [found]
        func leads(_ index: Int, to goal: Int, _ seen: inout Set<Int>) -> Bool {
            if index == goal { return true }
            guard seen.insert(index).inserted else { return false }
            return dependencies(of: index).contains { leads($0, to: goal, &seen) }
        }
        guard let current = path.last else { return nil }
        var seen = Set<Int>()
        guard leads(found, to: current, &seen) else { return nil }
        if current != found { reached.append(current) }
        reached.append(found)
        return reached.map { "'\(Self.label(document.stages[$0]))'" }.joined(separator: " > ")
    }

    private func dependencies(of index: Int) -> [Int] {
        let stage = document.stages[index]
        let base = document.stages[..<index].last { $0.name == stage.from.image.text }?.index
        let copies = stage.instructions.flatMap(\.references).compactMap { word, allowsNumbers in
            (allowsNumbers ? Int(word.text) : nil) ?? document.stages.last { $0.name == word.text.lowercased() }?.index
        }
        return ([base].compactMap(\.self) + copies).filter(document.stages.indices.contains)
    }

    private func refusal(_ code: String, _ message: String, _ word: Word) -> BuildError {
        BuildError(
            .invalidInput,
            [
                Diagnostic(
                    code: code, message, at: word.range,
                    help: Suggestion.help(for: word.text, in: document.stages.compactMap(\.name)))
            ])
    }
}

extension Instruction {
    /// What it takes files from, the values of `from`; and whether a number is a stage's place in the file there.
    fileprivate var references: [(from: Word, allowsNumbers: Bool)] {
        switch kind {
        case .copy(let copy): return copy.from.map { [($0, true)] } ?? []
        case .run(let run):
            let options = run.mounts.flatMap(\.options).filter { $0.key == .from }
            return options.compactMap(\.value).filter { !$0.text.isEmpty }.map { ($0, false) }
        default: return []
        }
    }

    fileprivate var trigger: Instruction? {
        if case .onbuild(let onbuild) = kind { onbuild.trigger } else { nil }
    }
}
