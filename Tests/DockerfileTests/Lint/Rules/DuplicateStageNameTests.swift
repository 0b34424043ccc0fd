import Testing

@testable import Dockerfile

@Suite struct DuplicateStageNameTests {
    private let check = RuleCheck("DuplicateStageName")

    @Test("the second stage of a name is found, whatever the case")
    func second() throws {
        let dockerfile = """
            FROM scratch AS b
            FROM scratch AS B
            FROM scratch AS c
            """
        #expect(
            try check.findings(dockerfile) == ["2: Duplicate stage name \"b\", stage names should be unique"])
    }
}
