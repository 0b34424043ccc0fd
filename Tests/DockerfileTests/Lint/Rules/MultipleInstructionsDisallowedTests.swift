import Testing

@testable import Dockerfile

@Suite struct MultipleInstructionsDisallowedTests {
    private let check = RuleCheck("MultipleInstructionsDisallowed")

    @Test("of several, all but the last are found")
    func several() throws {
        let dockerfile = """
            FROM scratch
            ENTRYPOINT ["/a"]
            CMD ["/a"]
            HEALTHCHECK CMD ["/a"]
            COPY a /a
            ENTRYPOINT ["/b"]
            CMD ["/b"]
            HEALTHCHECK CMD ["/b"]
            """
        #expect(
            try check.findings(dockerfile) == [
                "2: Multiple ENTRYPOINT instructions should not be used in the same stage because only the last one will be used",
                "3: Multiple CMD instructions should not be used in the same stage because only the last one will be used",
                "4: Multiple HEALTHCHECK instructions should not be used in the same stage because only the last one will be used",
            ])
    }

    @Test("another stage is another image")
    func stages() throws {
        let dockerfile = """
            FROM scratch AS a
            CMD ["/a"]
            FROM a
            CMD ["/b"]
            """
        #expect(
            try check.findings(dockerfile) == [])
    }
}
