import Testing

@testable import Dockerfile

@Suite struct StageNameCasingTests {
    private let check = RuleCheck("StageNameCasing")

    @Test("a stage name with a capital letter is found, as written")
    func capitals() throws {
        let dockerfile = """
            FROM scratch AS BadStageName
            FROM scratch AS good-name
            """
        #expect(
            try check.findings(dockerfile) == ["1: Stage name 'BadStageName' should be lowercase"])
    }

    @Test("keywords are not names")
    func keywords() throws {
        let dockerfile = """
            FROM scratch
            COPY --from=scratch / /
            """
        #expect(
            try check.findings(dockerfile) == [])
    }
}
