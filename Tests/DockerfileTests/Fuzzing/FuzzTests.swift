import Diagnostics
import Glibc
import Testing

@testable import Dockerfile

/// Hostile inputs, made from the fixtures by a seed: the same in every run. `make fuzz` tries many more.
///
/// `PITH_FUZZ` is the number of inputs, `PITH_FUZZ_SEED` the seed. An input that crashes is in the file that
/// `PITH_FUZZ_INPUT` names, where it is set.
@Suite(.serialized) struct FuzzTests {
    private static func number(_ name: String, default value: Int) -> Int {
        getenv(name).flatMap { Int(String(cString: $0)) } ?? value
    }

    private let count = number("PITH_FUZZ", default: 400)
    private let seed = UInt64(number("PITH_FUZZ_SEED", default: 1))

    @Test("whatever a Dockerfile holds, reading and checking it ends, and points into it")
    func parser() throws {
        let corpus = Fixture.all.compactMap { $0.read("Dockerfile") }
        var mutator = Mutator(corpus: corpus, tokens: Self.dockerfileTokens, seed: seed)
        for _ in 0..<count {
            let input = mutator.next()
            record(input)
            let file = SourceFile(name: "Dockerfile", bytes: input)
            let (document, diagnostics) = DockerfileParser.parse(file)
            let isValid = !diagnostics.contains { $0.severity == .error }
            let result = try? Linter.lint(document, RuleCheck.request, isValid: isValid)
            for diagnostic in diagnostics + (result?.findings ?? []) { check(diagnostic, file) }
            if isValid {
                #expect(!document.stages.isEmpty)
                _ = BuildOutline(document, RuleCheck.request)
                _ = StageList(document)
            }
        }
    }

    @Test("whatever a word holds, expanding it ends in a text or an error")
    func expander() {
        let corpus = ["${a:-${b:+c}}", "$a${b#x*}${c//?/y}", "'$a'\"${b%%\\\\*}\"", "${é:?why}", "\\$a"]
        var mutator = Mutator(corpus: corpus.map { Array($0.utf8) }, tokens: Self.wordTokens, seed: seed)
        let values = ["a": "aXbXc", "b": "", "c": "é\u{301}\u{1F600}", "X": String(repeating: "ab", count: 500)]
        for _ in 0..<count * 4 {
            let input = mutator.next()
            record(input)
            let file = SourceFile(name: "word", bytes: input)
            let word = Word(text: file.text(0..<input.count), range: SourceRange(file, 0..<input.count))
            for escape in [Escape.backslash, .backtick] {
                let expander = WordExpander(escape: escape)
                let first = try? expander.expand(word) { values[$0] }
                let second = try? expander.expand(word) { values[$0] }
                #expect(first == second)
                let parts = try? expander.expandToWords(word) { values[$0] }
                #expect((parts == nil) == (first == nil))
            }
        }
    }

    private func check(_ diagnostic: Diagnostic, _ file: SourceFile) {
        guard let range = diagnostic.range, range.file === file else { return }
        #expect(range.bytes.lowerBound >= 0 && range.bytes.upperBound <= file.bytes.count)
        #expect(range.line >= 1 && range.line <= range.lastLine && range.column >= 1)
        #expect(!DiagnosticRenderer().render(diagnostic).isEmpty)
    }

    /// Keeps the input where a crash leaves it behind.
    private func record(_ input: [UInt8]) {
        guard let path = getenv("PITH_FUZZ_INPUT"), let file = fopen(path, "w") else { return }
        fwrite(input, 1, input.count, file)
        fclose(file)
    }

    private static let dockerfileTokens =
        Keyword.allCases.map { "\($0.rawValue) " } + [
            "\n", "\\\n", "`\n", "\r\n", "\t", "# ", "#check=skip=all\n", "# escape=`\n", "<<EOF", "<<-'E'", "\nEOF\n",
            "[\"",
            "\"]", "--from=", "--mount=type=", "--platform=$", "=", "\"", "'", "$", "${", "}", ":-", " AS ", "scratch",
            ",",
            "\u{FEFF}", "\0", "\u{1F600}", "8000-9000/tcp", "apt-get install gcc", "&&",
        ]

    private static let wordTokens = [
        "$", "${", "}", "a", "b", "X", ":-", ":+", ":?", "#", "##", "%", "%%", "/", "//", "*", "?", "\\", "`", "'",
        "\"", " ",
        "é", "\u{301}", "\0", "[", "$0", "$@",
    ]
}
