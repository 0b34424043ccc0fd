import Diagnostics

/// What one logical line turned out to be.
enum Statement {
    case stage(StageHead)
    case instruction(Instruction)
    /// Nothing usable; the keyword is the one written, or the one that was probably meant.
    case broken(Keyword?)
}

/// A FROM instruction.
struct StageHead {
    let from: FromInstruction
    let range: SourceRange
    let text: String
    let comments: [Word]
    let emptyContinuation: SourceRange?
}

/// Groups statements into stages and checks their order.
struct StageCollector {
    /// More stages than this are no Dockerfile that a person wrote.
    private static let mostStages = 1000

    private let file: SourceFile
    private var globalArguments: [Instruction] = []
    private var stages: [Stage] = []
    private var head: StageHead?
    private var instructions: [Instruction] = []
    private var isEmpty = true
    /// Whether the lack of a stage has been reported, or is the consequence of another mistake.
    private var isStageMissed = false
    private(set) var diagnostics: [Diagnostic] = []

    init(_ file: SourceFile) {
        self.file = file
    }

    mutating func add(_ statement: Statement) {
        isEmpty = false
        switch statement {
        case .stage(let next):
            closeStage()
            head = next
            checkCount(next)
        case .instruction(let instruction):
            add(instruction)
        case .broken(let keyword):
            if keyword == .from || keyword == nil { isStageMissed = true }
        }
    }

    mutating func document(directives: Directives) -> DockerfileDocument {
        closeStage()
        checkNotEmpty()
        return DockerfileDocument(
            file: file, directives: directives, globalArguments: globalArguments, stages: stages)
    }

    private mutating func add(_ instruction: Instruction) {
        if head != nil {
            instructions.append(instruction)
        } else if instruction.keyword == .arg {
            globalArguments.append(instruction)
        } else if !isStageMissed {
            isStageMissed = true
            diagnostics.append(
                Diagnostic(
                    code: "no-stage", "\(instruction.keyword.rawValue) before the first FROM: only ARG may be there",
                    at: SourceRange(file, instruction.range.bytes.prefix(instruction.keyword.rawValue.utf8.count)),
                    help: "begin with 'FROM IMAGE'"))
        }
    }

    /// Whether there are too many stages to go on.
    var isFull: Bool { stages.count >= Self.mostStages }

    private mutating func checkCount(_ next: StageHead) {
        guard isFull else { return }
        let message = "more than \(Self.mostStages) stages"
        diagnostics.append(Diagnostic(code: "too-many-stages", message, at: next.range))
        head = nil
    }

    private mutating func closeStage() {
        guard let head else { return }
        stages.append(
            Stage(
                index: stages.count, from: head.from, name: head.from.alias?.text.lowercased(),
                instructions: instructions, range: head.range, text: head.text, comments: head.comments,
                emptyContinuation: head.emptyContinuation))
        instructions = []
    }

    private mutating func checkNotEmpty() {
        guard stages.isEmpty, !isStageMissed else { return }
        let message = isEmpty ? "the file has no instructions" : "the file has no FROM, so there is nothing to build"
        let code = isEmpty ? "no-instructions" : "no-stage"
        let range = SourceRange(file, 0..<0)
        diagnostics.append(Diagnostic(code: code, message, at: range, help: "begin with 'FROM IMAGE'"))
    }
}
