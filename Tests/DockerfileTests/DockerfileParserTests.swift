import Diagnostics
import Testing

@testable import Dockerfile

@Suite struct DockerfileParserTests {
    private func parse(_ text: String) -> (document: DockerfileDocument, diagnostics: [Diagnostic]) {
        DockerfileParser.parse(SourceFile(name: "Dockerfile", text: text))
    }

    @Test("a thousand stages are a thousand stages")
    func manyStages() {
        let text = (0..<1_000).map { "FROM debian AS s\($0)\nRUN make \\\n  all\nCOPY --from=s0 a b\n" }.joined()
        let (document, diagnostics) = parse(text)
        #expect(diagnostics.isEmpty)
        #expect(document.stages.map(\.name) == (0..<1_000).map { "s\($0)" })
        #expect(document.stages.allSatisfy { $0.instructions.count == 2 })
    }

    @Test("a file that is something else ends in a bounded number of errors")
    func bounded() {
        let diagnostics = parse(String(repeating: "nonsense\n", count: 5_000)).diagnostics
        #expect(diagnostics.count == 100)
    }

    @Test("a line may be 65535 bytes long, without its line end")
    func longestLine() {
        let line = "RUN " + String(repeating: "x", count: 65_531)
        #expect(parse("FROM a\n\(line)\r\n").diagnostics.isEmpty)
        #expect(parse("FROM a\n\(line)x\n").diagnostics.map(\.code) == ["line-too-long"])
        #expect(parse("FROM a\n#\(line)\nRUN \\\n\(line)x").diagnostics.map(\.code) == ["line-too-long"])
    }

    @Test("errors come in the order of the file")
    func order() {
        let diagnostics = parse("FROM a\nRUN <<X\n" + String(repeating: "x", count: 70_000) + "\nX\nFOO\nCOPY a\n")
            .diagnostics
        #expect(diagnostics.map(\.code) == ["line-too-long", "unknown-instruction", "missing-argument"])
    }

    @Test("an ONBUILD trigger is one instruction, with its heredocs")
    func trigger() throws {
        let file = SourceFile(name: "trigger", text: "copy <<EOF /x\nbody\nEOF")
        let (instruction, diagnostics) = DockerfileParser.parseTrigger(file)
        #expect(diagnostics.isEmpty)
        guard case .copy(let copy) = try #require(instruction).kind else {
            Issue.record("no COPY")
            return
        }
        #expect(copy.heredocSources.map(\.content) == ["body\n"])
    }

    @Test("what ONBUILD stores is read as the trigger it was")
    func storedTrigger() throws {
        let document = parse("FROM a\nONBUILD RUN cat <<-EOF \\\n  <<X\n\tbody\n\tEOF\nx\nX\n").document
        guard case .onbuild(let onbuild) = try #require(document.stages.first?.instructions.first).kind,
            case .run(let trigger) = onbuild.trigger.kind
        else {
            Issue.record("no ONBUILD RUN")
            return
        }
        let stored = DockerfileParser.parseTrigger(SourceFile(name: "trigger", text: onbuild.text))
        #expect(stored.diagnostics.isEmpty)
        guard case .run(let run) = try #require(stored.instruction).kind else {
            Issue.record("no RUN")
            return
        }
        #expect(run.form == trigger.form)
    }

    @Test("anything else is no trigger", arguments: ["", "# nothing", "FROM x", "RUN a\nRUN b", "FOO", "COPY a"])
    func invalidTrigger(_ text: String) {
        let (instruction, diagnostics) = DockerfileParser.parseTrigger(SourceFile(name: "trigger", text: text))
        #expect(instruction == nil)
        #expect(!diagnostics.isEmpty)
    }

    @Test("no text makes the parser fail, or point outside the text", arguments: 0..<400)
    func arbitrary(_ seed: Int) {
        var random = Random(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1)
        let text = (0..<60).map { _ in Random.pieces[random.next(below: Random.pieces.count)] }.joined()
        let file = SourceFile(name: "Dockerfile", text: text)
        let (document, diagnostics) = DockerfileParser.parse(file)
        for diagnostic in diagnostics {
            let range = diagnostic.range?.bytes ?? 0..<0
            #expect(range.upperBound <= file.bytes.count, "\(diagnostic)")
            #expect(!DiagnosticRenderer().render(diagnostic).isEmpty)
        }
        _ = DocumentDump.text(document)
        _ = try? IgnorePatterns(parsing: file).isExcluded("a/b")
        let word = Word(text: text, range: SourceRange(file, 0..<0))
        _ = try? WordExpander(escape: document.escape).expand(word) { $0.count > 1 ? $0 : nil }
    }
}

/// Texts put together from the pieces that mean something.
private struct Random {
    static let pieces = [
        "FROM ", "RUN ", "COPY ", "ADD ", "ENV ", "ARG ", "LABEL ", "ONBUILD ", "HEALTHCHECK CMD ", "VOLUME ", "SHELL ",
        "EXPOSE ",
        "\n", "\n", "\n", "\r\n", "\\\n", "\\", "`", " ", " ", "\t", "#", "# escape=`\n", "<<EOF", "<<-'EOF'", "EOF\n",
        "\nEOF\n",
        "<<", "--from=", "--mount=type=", "--", "--link", "=", ",", "\"", "'", "[\"", "\"]", "[", "]", "{", "}", "${",
        "${a:-",
        "${ab#*", "${ab//", "/", "*", "**", "?", "[a-", "!", "$", "a", "ab", "é", "\u{0}", "\u{1F600}", "as", ".", "1",
        "null",
    ]

    var state: UInt64

    /// Xorshift: the same on every machine.
    mutating func next(below bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state >> 33) % bound
    }
}
