import Commands
import Diagnostics
import Testing

struct RawJSONProgressTests {
    @Test("each event is one object with BuildKit's fields")
    func fields() {
        var renderer = RawJSONProgress(epoch: 1_700_000_000)
        let file = SourceFile(name: "Dockerfile", text: "FROM a\nRUN \\\n x\n")
        let warning = Diagnostic(
            .warning, code: "w", "careful", at: SourceRange(file, 7..<15), notes: ["n"], help: "h")
        let events: [(Double, ProgressEvent)] = [
            (0, .started(1, "RUN make")), (0.25, .log(1, "hi\n")), (0.5, .status(1, "from store")),
            (0.75, .moved(1, 5, of: 10)), (0.8, .moved(1, 10, of: 10)), (1, .warning(warning)), (2.5, .finished(1)),
            (3, .log(1, "late")),
        ]
        let digest = "sha256:07fbb9a104a96e53ca5a997b2a8e7b19340ded7383317dde4876be2258798468"
        let begin = "2023-11-14T22:13:20.000Z"
        let expected = [
            #"{"vertexes":[{"digest":"D","name":"RUN make","started":"S"}]}"#,
            #"{"logs":[{"data":"aGkK","stream":1,"timestamp":"2023-11-14T22:13:20.250Z","vertex":"D"}]}"#,
            #"{"statuses":[{"completed":"T","current":0,"id":"from store","started":"T","timestamp":"T","vertex":"D"}]}"#,
            #"{"statuses":[{"current":5,"id":"transferring","started":"S","timestamp":"2023-11-14T22:13:20.750Z","#
                + #""total":10,"vertex":"D"}]}"#,
            #"{"statuses":[{"completed":"2023-11-14T22:13:20.800Z","current":10,"id":"transferring","started":"S","#
                + #""timestamp":"2023-11-14T22:13:20.800Z","total":10,"vertex":"D"}]}"#,
            #"{"warnings":[{"detail":["bg==","aA=="],"level":1,"range":[{"end":{"line":3},"start":{"line":2}}],"#
                + #""short":"Y2FyZWZ1bA==","sourceInfo":{"filename":"Dockerfile"}}]}"#,
            #"{"vertexes":[{"completed":"2023-11-14T22:13:22.500Z","digest":"D","name":"RUN make","started":"S"}]}"#,
        ]
        let lines = show(&renderer, events, end: 4).split(separator: "\n")
        for (line, pattern) in zip(lines, expected) {
            let wanted = pattern.replacing("\"D\"", with: "\"\(digest)\"").replacing("\"S\"", with: "\"\(begin)\"")
                .replacing("\"T\"", with: "\"2023-11-14T22:13:20.500Z\"")
            #expect(line == wanted)
        }
        #expect(lines.count == expected.count)
    }

    @Test(
        "how a step ended is in the vertex",
        arguments: [
            (StepOutcome.cached, #""cached":true"#), (.cancelled, #""error":"context canceled""#),
            (.failed("exit status 2"), #""error":"exit status 2""#),
        ])
    func outcomes(outcome: StepOutcome, field: String) {
        var renderer = RawJSONProgress(epoch: 0)
        let text = show(&renderer, [(0, .started(1, "a")), (1, .finished(1, outcome))], end: 1)
        #expect(text.contains(field))
    }
}
