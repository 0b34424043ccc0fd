import Diagnostics

/// Goes through stages in the order of the file, as a build would, and notes what linting asks for.
struct StageWalk {
    /// Looking for similar names is slow where there are many.
    private static let mostSuggestions = 200
    private static let mostFailures = 100
    /// Triggers that are gone through, in all stages together.
    private static let mostTriggers = 10_000
    /// Variables without a value that are noted, in all stages together.
    private static let mostUndefined = 2000
    /// Unicode scalars that words are expanded to, in all stages together; more is a file that only means to be slow.
    private static let mostExpanded = 4 << 20
    /// The most Unicode scalars of an expanded text; what is longer is not looked at.
    static let longestText = 1 << 16

    private let document: DockerfileDocument
    private let request: LintRequest
    private let globals: LintGlobals
    private let expander: WordExpander
    /// By stage number.
    private var scopes: [Int: LintScope] = [:]
    private var scope = LintScope(on: nil, isScratch: true)
    private var suggestions = 0
    private var triggers = 0
    private var undefined = 0
    private var expanded = 0
    /// Words that can't be expanded.
    private(set) var failures: [Diagnostic] = []

    init(_ document: DockerfileDocument, _ request: LintRequest, _ globals: LintGlobals) {
        self.document = document
        self.request = request
        self.globals = globals
        expander = WordExpander(escape: document.escape, limit: Self.longestText)
    }

    mutating func walk(_ stage: Stage, on base: LintedStage.Base) -> LintedStage {
        var steps: [LintedStep] = []
        begin(base)
        if case .stage(let index) = base {
            for instruction in document.stages[index].instructions where triggers < Self.mostTriggers {
                guard case .onbuild(let onbuild) = instruction.kind else { continue }
                triggers += 1
                steps.append(walk(onbuild.trigger, at: stage))
            }
        }
        for instruction in stage.instructions { steps.append(walk(instruction, at: instruction)) }
        scopes[stage.index] = scope
        return LintedStage(stage: stage, base: base, steps: steps)
    }

    private mutating func begin(_ base: LintedStage.Base) {
        switch base {
        case .stage(let index): scope = scopes[index] ?? LintScope(on: nil, isScratch: false)
        case .image(let name): scope = LintScope(on: name.flatMap { request.baseImages[$0] }, isScratch: false)
        case .context: scope = LintScope(on: nil, isScratch: false)
        case .scratch: scope = LintScope(on: nil, isScratch: true)
        }
    }

    private mutating func walk(_ instruction: Instruction, at statement: any SourceStatement) -> LintedStep {
        let step = LintedStep(instruction: instruction, statement: statement)
        step.hasShell = scope.hasShell
        step.hasWorkingDirectory = scope.hasWorkingDirectory
        switch instruction.kind {
        case .env(let pairs): step.names = environment(pairs, step)
        case .label(let pairs): for pair in pairs { expand([pair.key, pair.value], step) }
        case .arg(let declarations): for declaration in declarations { declare(declaration, step) }
        case .copy(let copy):
            let sources = expand(copy.sources, step)
            step.paths = copy.from == nil ? sources : []
            expand([copy.destination, copy.chown, copy.chmod].compactMap(\.self), step)
            expand(copy.heredocSources, step)
        case .add(let add):
            step.paths = expand(add.sources, step)
            expand([add.destination, add.chown, add.chmod, add.checksum].compactMap(\.self), step)
            expand(add.heredocSources, step)
        case .workdir(let word):
            step.paths = expand([word], step)
            scope.hasWorkingDirectory = true
        case .user(let word), .stopsignal(let word): expand([word], step)
        case .volume(let words): expand(words, step)
        case .run(let run):
            for option in run.mounts.flatMap(\.options) where option.key != .from {
                expand([option.value].compactMap(\.self), step)
            }
        case .expose(let words): step.ports = words.flatMap { ports($0) }
        case .shell: scope.hasShell = true
        case .cmd, .entrypoint, .healthcheck, .maintainer, .onbuild: break
        }
        return step
    }

    private mutating func environment(_ pairs: [KeyValue], _ step: LintedStep) -> [String] {
        var values: [(String, String)] = []
        for pair in pairs {
            let key = expand(pair.key, step) ?? pair.key.text
            values.append((key, expand(pair.value, step) ?? ""))
        }
        for (name, value) in values { scope.set(name, value) }
        return values.map(\.0)
    }

    private mutating func declare(_ declaration: ArgumentDeclaration, _ step: LintedStep) {
        let name = declaration.name.text
        let given = request.buildArguments[name]
        let written = given == nil ? declaration.value : nil
        let value = given ?? written.map { expand($0, step) ?? "" } ?? globals.values[name]
        step.names.append(name)
        step.values.append(value)
        scope.declare(name, value)
    }

    // MARK: Expansion

    @discardableResult
    private mutating func expand(_ words: [Word], _ step: LintedStep) -> [String] {
        var texts: [String] = []
        for word in words { texts.append(expand(word, step) ?? word.text) }
        return texts
    }

    private mutating func expand(_ heredocs: [Heredoc], _ step: LintedStep) {
        for heredoc in heredocs where heredoc.expands && expanded < Self.mostExpanded {
            expanded += heredoc.rawContent.utf8.count
            let expansion = try? expander.expand(heredoc) { scope.value(of: $0) }
            note(expansion?.unsetNames ?? [], step)
        }
    }

    /// Nil for a word that can't be expanded.
    private mutating func expand(_ word: Word, _ step: LintedStep) -> String? {
        guard word.needsExpansion else { return word.text }
        guard expanded < Self.mostExpanded else { return nil }
        do throws(BuildError) {
            let expansion = try expander.expand(word) { scope.value(of: $0) }
            note(expansion.unsetNames, step)
            expanded += expansion.text.utf8.count + word.text.utf8.count
            return expansion.text
        } catch {
            expanded += word.text.utf8.count
            if !scope.hasUnknownBase, failures.count < Self.mostFailures { failures += error.diagnostics }
            return nil
        }
    }

    private mutating func ports(_ word: Word) -> [String] {
        guard word.needsExpansion else { return [word.text] }
        guard expanded < Self.mostExpanded else { return [] }
        expanded += word.text.utf8.count * 4
        return (try? expander.expandToWords(word) { scope.value(of: $0) }.words) ?? []
    }

    private mutating func note(_ names: [String], _ step: LintedStep) {
        for name in names where undefined < Self.mostUndefined && scope.isUndefined(name) {
            undefined += 1
            suggestions += 1
            let similar = suggestions <= Self.mostSuggestions ? SimilarName.find(name, in: scope.names) : nil
            step.undefined.append((name, similar))
        }
    }
}
