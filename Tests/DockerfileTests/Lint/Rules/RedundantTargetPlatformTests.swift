import Testing

@testable import Dockerfile

@Suite struct RedundantTargetPlatformTests {
    private let check = RuleCheck("RedundantTargetPlatform")

    @Test("$TARGETPLATFORM alone is found, as written")
    func alone() throws {
        let dockerfile = """
            FROM --platform=$TARGETPLATFORM scratch
            FROM --platform=${TARGETPLATFORM} scratch
            FROM --platform=$BUILDPLATFORM scratch
            FROM --platform=$TARGETOS/$TARGETARCH scratch
            """
        #expect(
            try check.findings(dockerfile) == [
                "1: Setting platform to predefined $TARGETPLATFORM in FROM is redundant as this is the default behavior",
                "2: Setting platform to predefined ${TARGETPLATFORM} in FROM is redundant as this is the default behavior",
            ])
    }
}
