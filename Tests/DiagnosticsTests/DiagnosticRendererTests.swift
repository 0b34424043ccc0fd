import Diagnostics
import Testing

struct DiagnosticRendererTests {
    private let renderer = DiagnosticRenderer()

    private func render(
        _ text: String, _ bytes: Range<Int>, severity: Diagnostic.Severity = .error, notes: [String] = [],
        help: String? = nil
    ) -> String {
        let file = SourceFile(name: "Dockerfile", text: text)
        return renderer.render(
            Diagnostic(severity, code: "code", "what: why", at: SourceRange(file, bytes), notes: notes, help: help))
    }

    @Test("an error names its place, shows the line, points at the range and says what to do")
    func wholeForm() {
        let text = "FROM debian:12\nCOPY --form=build /a /b\n"
        #expect(
            render(text, 20..<26, help: "did you mean '--from'?") == """
                Dockerfile:2:6: error: what: why [code]
                  2 | COPY --form=build /a /b
                    |      ^~~~~~
                help: did you mean '--from'?

                """)
    }

    @Test("tabs before the range stay tabs, so that the caret stands below it")
    func tabs() {
        #expect(
            render("\tRUN\tmake\n", 5..<9, severity: .warning) == """
                Dockerfile:1:6: warning: what: why [code]
                  1 | \tRUN\tmake
                    | \t   \t^~~~

                """)
    }

    @Test("a range over several lines is underlined to the end of its first")
    func severalLines() {
        #expect(
            render("A\nRUN a \\\n  b\nC\n", 6..<13) == """
                Dockerfile:2:5: error: what: why [code]
                  2 | RUN a \\
                    |     ^~~

                """)
    }

    @Test("a range at the end of the file still has its caret")
    func endOfFile() {
        #expect(render("FROM", 4..<4) == "Dockerfile:1:5: error: what: why [code]\n  1 | FROM\n    |     ^\n")
        #expect(render("", 0..<0) == "Dockerfile:1:1: error: what: why [code]\n")
    }

    @Test("the margin is as wide as the line's number")
    func wideNumbers() {
        let text = String(repeating: "\n", count: 99) + "RUN x"
        #expect(render(text, 99..<102).hasSuffix("\n  100 | RUN x\n      | ^~~\n"))
    }

    @Test("control characters of a hostile file are written out, and the caret still stands below its character")
    func controlCharacters() {
        let file = SourceFile(name: "a\u{1B}[2Jb", text: "\u{1B}[31mRUN \u{202E}x\n")
        let diagnostic = Diagnostic(code: "code", "bad '\u{7}'", at: SourceRange(file, 5..<8))
        #expect(
            renderer.render(diagnostic) == """
                a\\u{1B}[2Jb:1:6: error: bad '\\u{7}' [code]
                  1 | \\u{1B}[31mRUN \\u{202E}x
                    |           ^~~

                """)
    }

    @Test("notes follow, further lines of one behind a bar")
    func notes() {
        let diagnostic = Diagnostic(.note, code: "code", "m", notes: ["last lines:\na\nb", "two"])
        #expect(
            renderer.render(diagnostic) == """
                note: m [code]
                note: last lines:
                    | a
                    | b
                note: two

                """)
    }

    @Test("an error without diagnostics is one line, one with several shows all")
    func errors() {
        let plain = BuildError(.notFound, "'x' can't be read: it is not there", help: "pith build -f x")
        #expect(
            renderer.render(plain) == "error: 'x' can't be read: it is not there [not-found]\nhelp: pith build -f x\n")
        let two = BuildError(.invalidInput, [Diagnostic(code: "a", "one"), Diagnostic(.warning, code: "b", "two")])
        #expect(renderer.render(two) == "error: one [a]\nwarning: two [b]\n")
    }

    @Test("only the severity is coloured")
    func color() {
        let text = DiagnosticRenderer(color: true).render(Diagnostic(.warning, code: "c", "m"))
        #expect(text == "\u{1B}[1;33mwarning\u{1B}[0m: m [c]\n")
    }

    @Test("an error is located once")
    func located() {
        let file = SourceFile(name: "f", text: "RUN x\nRUN y\n")
        let error = BuildError(.stepFailed, "m", help: "h").located(at: SourceRange(file, 0..<3))
        #expect(error.diagnostics.map(\.code) == ["step-failed"] && error.diagnostics.first?.help == "h")
        #expect(error.located(at: SourceRange(file, 6..<9)).diagnostics == error.diagnostics)
        #expect(BuildError(.store, "m").located(at: nil).diagnostics == [])
    }

    @Test(
        "each code has its exit status",
        arguments: [
            (.usage, 64), (.unreachable, 69), (.internalError, 70), (.denied, 77), (.interrupted, 130),
            (.terminated, 143),
            (.stepFailed, 1), (.invalidInput, 1), (.corrupt, 1), (.diskFull, 1),
        ] as [(BuildError.Code, Int32)])
    func exitStatus(code: BuildError.Code, status: Int32) {
        #expect(code.exitStatus == status)
    }

    @Test("severities are ordered")
    func severities() {
        #expect(Diagnostic.Severity.note < .warning && .warning < Diagnostic.Severity.error)
    }
}
