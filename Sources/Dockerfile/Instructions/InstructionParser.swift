import Diagnostics

/// Turns one instruction's text into its typed form, noting every mistake on the way.
struct InstructionParser {
    let text: MappedText
    let head: InstructionHead
    let keyword: Keyword
    let escape: Escape
    let heredocs: [PlacedHeredoc]
    /// The end of the instruction in the file, heredoc bodies included.
    let end: Int
    var diagnostics: [Diagnostic] = []

    var arguments: Range<Int> { head.arguments }

    /// The instruction with its comments, or the stage it begins; broken if mistakes leave nothing to make of it.
    mutating func statement(comments: [Word], emptyContinuation: SourceRange?) -> Statement {
        guard keyword == .from else {
            return instruction(comments: comments, emptyContinuation: emptyContinuation).map(Statement.instruction)
                ?? .broken(keyword)
        }
        guard let from = from() else { return .broken(keyword) }
        return .stage(
            StageHead(
                from: from, range: range, text: line, comments: comments, emptyContinuation: emptyContinuation))
    }

    /// Any instruction but FROM.
    mutating func instruction(comments: [Word], emptyContinuation: SourceRange?) -> Instruction? {
        kind().map {
            Instruction(
                keyword: keyword, kind: $0, range: range, text: line, comments: comments,
                emptyContinuation: emptyContinuation)
        }
    }

    /// From the keyword to the end of the last line.
    private var range: SourceRange {
        let start = text.range(head.keyword).bytes
        return SourceRange(text.file, start.lowerBound..<max(end, start.upperBound))
    }

    private var line: String { text.text(text.trimmed(head.keyword.lowerBound..<text.bytes.count)) }

    private mutating func kind() -> Instruction.Kind? {
        switch keyword {
        case .add: add().map(Instruction.Kind.add)
        case .arg: argumentDeclarations().map(Instruction.Kind.arg)
        case .cmd: plainCommand().map(Instruction.Kind.cmd)
        case .copy: copy().map(Instruction.Kind.copy)
        case .entrypoint: plainCommand().map(Instruction.Kind.entrypoint)
        case .env: keyValues().map(Instruction.Kind.env)
        case .expose: wordList(array: .invalid).map(Instruction.Kind.expose)
        case .from: nil
        case .healthcheck: healthcheck().map(Instruction.Kind.healthcheck)
        case .label: keyValues().map(Instruction.Kind.label)
        case .maintainer: restOfLine().map { .maintainer($0.text) }
        case .onbuild: onbuild().map(Instruction.Kind.onbuild)
        case .run: run().map(Instruction.Kind.run)
        case .shell: shell().map(Instruction.Kind.shell)
        case .stopsignal: restOfLine().map(Instruction.Kind.stopsignal)
        case .user: restOfLine().map(Instruction.Kind.user)
        case .volume: volume().map(Instruction.Kind.volume)
        case .workdir: restOfLine().map(Instruction.Kind.workdir)
        }
    }

    mutating func report(_ code: String, _ message: String, at range: SourceRange, help: String? = nil) {
        guard diagnostics.count < DockerfileParser.mostDiagnostics else { return }
        diagnostics.append(Diagnostic(code: code, message, at: range, help: help))
    }

    mutating func reportMissing(_ what: String, help: String? = nil) {
        report("missing-argument", "\(keyword.rawValue) needs \(what)", at: text.range(head.keyword), help: help)
    }

    /// What was probably meant, where the text is short enough to compare.
    func suggestion(for text: String, in names: [String]) -> String? {
        text.utf8.count <= 2 * (names.map(\.utf8.count).max() ?? 0) ? Suggestion.help(for: text, in: names) : nil
    }

    /// The arguments as an array where they are one; a member that is no string is a mistake, reported here.
    mutating func arrayForm() -> JSONArray {
        let array = JSONArray(text, in: arguments)
        if case .otherMember(let range) = array {
            report("array-of-strings", "\(keyword.rawValue) takes an array of strings only", at: range)
        }
        return array
    }
}
