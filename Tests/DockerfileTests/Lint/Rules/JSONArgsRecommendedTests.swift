import Testing

@testable import Dockerfile

@Suite struct JSONArgsRecommendedTests {
    private let check = RuleCheck("JSONArgsRecommended")

    @Test("CMD and ENTRYPOINT in shell form are found")
    func shellForm() throws {
        let dockerfile = """
            FROM scratch
            ENTRYPOINT program
            CMD argument
            """
        #expect(
            try check.findings(dockerfile) == [
                "2: JSON arguments recommended for ENTRYPOINT to prevent unintended behavior related to OS signals",
                "3: JSON arguments recommended for CMD to prevent unintended behavior related to OS signals",
            ])
    }

    @Test("who chooses a shell, or inherits one, means it")
    func shell() throws {
        let dockerfile = """
            FROM scratch AS base
            SHELL ["/bin/bash", "-c"]
            CMD one
            FROM base
            ENTRYPOINT two
            """
        #expect(
            try check.findings(dockerfile) == [])
    }

    @Test("arrays, RUN and HEALTHCHECK are not found")
    func others() throws {
        let dockerfile = """
            FROM scratch
            RUN make
            HEALTHCHECK CMD true
            CMD ["program"]
            """
        #expect(
            try check.findings(dockerfile) == [])
    }
}
