import Testing

@testable import Dockerfile

@Suite struct ReservedStageNameTests {
    private let check = RuleCheck("ReservedStageName")

    @Test("'scratch' and 'context' are taken")
    func reserved() throws {
        let dockerfile = """
            FROM scratch AS scratch
            FROM scratch AS context
            FROM scratch AS a
            FROM scratch
            """
        #expect(
            try check.findings(dockerfile) == [
                "1: Stage name should not use the same name as reserved stage \"scratch\"",
                "2: Stage name should not use the same name as reserved stage \"context\"",
            ])
    }
}
