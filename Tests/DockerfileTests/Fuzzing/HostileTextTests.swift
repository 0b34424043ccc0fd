import Diagnostics
import Testing

@testable import Dockerfile

/// Texts that once took too long, or that nobody means; what `pith check` takes for whole megabytes of them is measured end
/// to end.
@Suite struct HostileTextTests {
    private func parse(_ text: String) -> [Diagnostic] {
        DockerfileParser.parse(SourceFile(name: "Dockerfile", text: text)).diagnostics
    }

    @Test("more stages than anyone writes are an error, and end the reading")
    func stages() {
        let text = String(repeating: "FROM scratch\n", count: 5000)
        #expect(parse(text).map(\.code) == ["too-many-stages"])
        #expect(parse(String(repeating: "FROM scratch\n", count: 1000)).isEmpty)
    }

    @Test("warnings do not end the reading of a file")
    func warnings() {
        let text = "FROM scratch\n" + String(repeating: "RUN a \\\n\nb\n", count: 300) + "NONSENSE\n"
        #expect(parse(text).map(\.code) == ["unknown-instruction"])
    }

    @Test("a file has at most a thousand findings")
    func findings() throws {
        let text = "FROM scratch\n" + (0..<3000).map { "COPY $v\($0) /\n" }.joined()
        #expect(try RuleCheck.lint(text).findings.count == 1000)
    }

    @Test("a variable that doubles itself is cut, and checking goes on")
    func doubling() throws {
        let text =
            "FROM scratch\nENV a=xxxxxxxx\n" + String(repeating: "ENV a=$a$a\n", count: 200) + "COPY $b /\nUSER 1"
        #expect(try RuleCheck.lint(text).brokenRules == ["UndefinedVar"])
    }

    @Test("nesting is an error where it is too deep", arguments: ["${a:-", "${a/"])
    func nesting(_ opening: String) throws {
        let word = String(repeating: opening, count: 10_000)
        let result = try RuleCheck.lint("FROM scratch\nENV a=\(word)\nUSER 1")
        #expect(result.failures.map(\.code) == ["invalid-substitution"])
    }

    @Test("a quoted text that grows without bound is an error, not memory")
    func quoted() {
        let file = SourceFile(name: "word", text: "\"" + String(repeating: "$a", count: 10_000) + "\"")
        let word = Word(text: file.text(0..<file.bytes.count), range: SourceRange(file, 0..<1))
        let value = String(repeating: "x", count: 1 << 16)
        #expect(throws: BuildError.self) { try WordExpander(escape: .backslash).expand(word) { _ in value } }
    }
}
