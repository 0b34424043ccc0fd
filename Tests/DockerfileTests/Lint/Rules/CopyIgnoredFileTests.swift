import Testing

@testable import Dockerfile

@Suite struct CopyIgnoredFileTests {
    private let check = RuleCheck("CopyIgnoredFile")

    @Test("a source that the ignore file leaves out is found")
    func ignored() throws {
        let dockerfile = """
            FROM scratch AS base
            COPY Dockerfile src/main.c ./docs/ .
            ADD docs/page /page
            COPY --from=base Dockerfile .
            COPY <<Dockerfile /
            Dockerfile
            """
        #expect(
            try check.findings(dockerfile, RuleCheck.request(ignoring: "Dockerfile\ndocs\n")) == [
                #"2: Attempting to Copy file "Dockerfile" that is excluded by .dockerignore"#,
                #"2: Attempting to Copy file "docs" that is excluded by .dockerignore"#,
                #"3: Attempting to Add file "docs/page" that is excluded by .dockerignore"#,
            ])
    }

    @Test("an ignore file with exceptions is not judged")
    func exceptions() throws {
        #expect(try check.findings("FROM scratch\nCOPY a /", RuleCheck.request(ignoring: "*\n!a\n")) == [])
    }

    @Test("the whole context is found only where nothing of it is left", arguments: ["*", "**", "**/*"])
    func everything(_ pattern: String) throws {
        let dockerfile = "FROM scratch\nCOPY . /\n"
        let message = #"2: Attempting to Copy file "." that is excluded by .dockerignore"#
        #expect(try check.findings(dockerfile, RuleCheck.request(ignoring: pattern)) == [message])
        #expect(try check.findings(dockerfile, RuleCheck.request(ignoring: "*.md\nbuild")) == [])
    }
}
