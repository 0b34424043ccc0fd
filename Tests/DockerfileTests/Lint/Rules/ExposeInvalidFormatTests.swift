import Testing

@testable import Dockerfile

@Suite struct ExposeInvalidFormatTests {
    private let check = RuleCheck("ExposeInvalidFormat")

    @Test("addresses and ports of the host are found")
    func mapping() throws {
        let dockerfile = """
            FROM scratch
            EXPOSE 127.0.0.1:80:80 80:80 80 81-83/udp [::1]:80:80
            """
        #expect(
            try check.findings(dockerfile) == [
                "2: EXPOSE instruction should not define an IP address or host-port mapping, found '127.0.0.1:80:80'",
                "2: EXPOSE instruction should not define an IP address or host-port mapping, found '80:80'",
                "2: EXPOSE instruction should not define an IP address or host-port mapping, found '[::1]:80:80'",
            ])
    }
}
