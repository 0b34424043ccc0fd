package import Diagnostics

/// Reads Dockerfiles: the language of the Dockerfile reference, as BuildKit's frontend understands it.
///
/// A mistake does not end the reading: all are reported at once. Pure: nothing but the file's text is looked at.
package struct DockerfileParser {
    /// So many mistakes mean that the file is something else.
    static let mostDiagnostics = 100

    private let directives: Directives
    var reader: LogicalLineReader
    var diagnostics: [Diagnostic]

    private init(_ file: SourceFile) {
        let scanner = DirectiveScanner(scanning: file)
        directives = scanner.directives
        diagnostics = scanner.diagnostics
        reader = LogicalLineReader(file: file, escape: directives.escape, from: scanner.nextLine)
    }

    /// A whole Dockerfile. The document is only to be used if no diagnostic is an error.
    package static func parse(_ file: SourceFile) -> (document: DockerfileDocument, diagnostics: [Diagnostic]) {
        var parser = DockerfileParser(file)
        var stages = StageCollector(file)
        while !stages.isFull, let statement = parser.nextStatement() { stages.add(statement) }
        let document = stages.document(directives: parser.directives)
        let diagnostics = parser.diagnostics + parser.reader.diagnostics + stages.diagnostics
        return (document, inSourceOrder(diagnostics))
    }

    /// One ONBUILD trigger as a base image's config stores it: one instruction. Nil with at least one error.
    package static func parseTrigger(_ file: SourceFile) -> (instruction: Instruction?, diagnostics: [Diagnostic]) {
        var parser = DockerfileParser(file)
        let first = parser.nextStatement()
        var instruction: Instruction?
        if case .instruction(let trigger) = first, parser.nextStatement() == nil { instruction = trigger }
        var diagnostics = parser.diagnostics + parser.reader.diagnostics
        if instruction == nil, diagnostics.isEmpty {
            let range = SourceRange(file, 0..<file.bytes.count)
            let message = "an ONBUILD trigger is one instruction, other than FROM"
            diagnostics.append(Diagnostic(code: "invalid-trigger", message, at: range))
        }
        let hasErrors = diagnostics.contains { $0.severity == .error }
        return (hasErrors ? nil : instruction, inSourceOrder(diagnostics))
    }

    private static func inSourceOrder(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        func place(_ diagnostic: Diagnostic) -> Int { diagnostic.range?.bytes.lowerBound ?? .max }
        return diagnostics.enumerated()
            .sorted { (place($0.element), $0.offset) < (place($1.element), $1.offset) }.map(\.element)
    }

    /// The next instruction in whatever state it is; nil at the end of the file.
    private mutating func nextStatement() -> Statement? {
        guard diagnostics.count < Self.mostDiagnostics, let line = reader.next() else { return nil }
        let head = InstructionHead(line.text, in: line.text.all)
        let heredocs = readHeredocs(of: line.text, head)
        guard checkIsText(line.text.bytes[...], at: line.text.range(line.text.all)) else { return .broken(nil) }
        let written = line.text.word(head.keyword)
        guard let keyword = Keyword(written: written.text) else {
            diagnostics.append(.unknownInstruction(written))
            return .broken(Keyword.closest(to: written.text))
        }
        var parser = InstructionParser(
            text: line.text, head: head, keyword: keyword, escape: directives.escape, heredocs: heredocs,
            end: reader.position)
        let statement = parser.statement(comments: line.comments, emptyContinuation: emptyContinuation(in: line))
        diagnostics += parser.diagnostics
        return statement
    }

    private func emptyContinuation(in line: LogicalLine) -> SourceRange? {
        line.hasBlankLine ? SourceRange(reader.file, reader.file.lineRange(line.lastLine)) : nil
    }

    /// Bytes that are no text would reach the image changed, so they are refused.
    mutating func checkIsText(_ bytes: ArraySlice<UInt8>, at range: SourceRange) -> Bool {
        guard bytes.contains(0) || String(validating: bytes, as: UTF8.self) == nil else { return true }
        diagnostics.append(Diagnostic(code: "not-text", "the instruction is not UTF-8 text", at: range))
        return false
    }
}
