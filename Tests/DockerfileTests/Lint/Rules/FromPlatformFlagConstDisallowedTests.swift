import Testing

@testable import Dockerfile

@Suite struct FromPlatformFlagConstDisallowedTests {
    private let check = RuleCheck("FromPlatformFlagConstDisallowed")

    @Test("a constant platform is found, unless the name says for what the stage is")
    func constant() throws {
        let dockerfile = """
            FROM --platform=linux/amd64 scratch
            FROM --platform=linux/amd64 scratch AS my_amd64_stage
            FROM --platform=linux/amd64 scratch AS linux
            FROM --platform=$BUILDPLATFORM scratch
            """
        #expect(
            try check.findings(dockerfile) == ["1: FROM --platform flag should not use constant value \"linux/amd64\""])
    }
}
