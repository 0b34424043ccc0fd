import Diagnostics
import Testing

struct SuggestionTests {
    private let instructions = ["FROM", "RUN", "COPY", "ADD", "ENV", "ARG", "WORKDIR", "ENTRYPOINT", "EXPOSE"]

    @Test(
        "a slip is recognised whatever its case",
        arguments: [
            ("FORM", "FROM"), ("rn", "RUN"), ("COPPY", "COPY"), ("workdri", "WORKDIR"), ("ENTRYPIONT", "ENTRYPOINT"),
        ])
    func slips(text: String, expected: String) {
        #expect(Suggestion.closest(to: text, in: instructions) == expected)
        #expect(Suggestion.help(for: text, in: instructions) == "did you mean '\(expected)'?")
    }

    @Test("what is not near is not suggested", arguments: ["", "MAINTAINER", "X", "HEALTH", "COPYRIGHTS"])
    func strangers(text: String) {
        #expect(Suggestion.closest(to: text, in: instructions) == nil)
        #expect(Suggestion.help(for: text, in: instructions) == nil)
    }

    @Test("of several that are near, the nearest is suggested, and of equals the first")
    func nearest() {
        #expect(Suggestion.closest(to: "builder", in: ["build", "builders", "bilder"]) == "builders")
        #expect(Suggestion.closest(to: "stage", in: []) == nil)
    }

    @Test("escaping leaves harmless text alone")
    func escaping() {
        #expect("tab\tü 拉取 \u{1F980}".escapingControls == "tab\tü 拉取 \u{1F980}")
        #expect("a\nb\u{0}\u{7F}\u{9B}\u{2066}".escapingControls == "a\\u{A}b\\u{0}\\u{7F}\\u{9B}\\u{2066}")
    }
}
