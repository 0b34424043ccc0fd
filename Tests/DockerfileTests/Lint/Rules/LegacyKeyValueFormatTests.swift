import Testing

@testable import Dockerfile

@Suite struct LegacyKeyValueFormatTests {
    private let check = RuleCheck("LegacyKeyValueFormat")

    @Test("ENV and LABEL without an equals sign are found")
    func found() throws {
        let dockerfile = """
            FROM scratch
            ENV testkey value
            LABEL key value
            ENV a=b c=d
            """
        #expect(
            try check.findings(dockerfile) == [
                "2: \"ENV key=value\" should be used instead of legacy \"ENV key value\" format",
                "3: \"LABEL key=value\" should be used instead of legacy \"LABEL key value\" format",
            ])
    }
}
