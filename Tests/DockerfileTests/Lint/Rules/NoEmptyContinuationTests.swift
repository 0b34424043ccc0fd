import Testing

@testable import Dockerfile

@Suite struct NoEmptyContinuationTests {
    private let check = RuleCheck("NoEmptyContinuation")

    @Test("the finding is at the instruction's last line, once for each instruction")
    func lastLine() throws {
        let dockerfile = #"""
            FROM scratch
            # a comment
            COPY one \

              two \

            .
            COPY three \
            # not blank
            .
            """#
        #expect(
            try check.findings(dockerfile) == ["7: Empty continuation line"])
    }

    @Test("many blank lines do not end the reading of the file")
    func many() throws {
        let dockerfile = #"""
            FROM scratch
            RUN a \

            b
            RUN a \

            b
            RUN a \

            b
            STOPSIGNAL 9
            """#
        #expect(
            try check.findings(dockerfile) == [
                "4: Empty continuation line",
                "7: Empty continuation line",
                "10: Empty continuation line",
            ])
    }
}
