import Testing

@testable import Dockerfile

@Suite struct MaintainerDeprecatedTests {
    private let check = RuleCheck("MaintainerDeprecated")

    @Test("MAINTAINER is found")
    func found() throws {
        let dockerfile = """
            FROM scratch
            MAINTAINER me@example.org
            """
        #expect(
            try check.findings(dockerfile) == ["2: Maintainer instruction is deprecated in favor of using label"])
    }
}
