import Testing

@testable import Dockerfile

@Suite struct ExposeProtoCasingTests {
    private let check = RuleCheck("ExposeProtoCasing")

    @Test("the protocol is in lower case, in variables too")
    func casing() throws {
        let dockerfile = """
            FROM scratch
            ENV port=82/Udp
            EXPOSE 80/TcP 81/tcp $port 83
            """
        #expect(
            try check.findings(dockerfile) == [
                "3: Defined protocol '80/TcP' in EXPOSE instruction should be lowercase",
                "3: Defined protocol '82/Udp' in EXPOSE instruction should be lowercase",
            ])
    }
}
