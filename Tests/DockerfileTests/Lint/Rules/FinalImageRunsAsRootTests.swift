import Testing

@testable import Dockerfile

@Suite struct FinalImageRunsAsRootTests {
    private let check = RuleCheck("FinalImageRunsAsRoot")

    @Test("a final image without a user is found at its FROM")
    func none() throws {
        let dockerfile = """
            FROM debian:13 AS build
            USER nobody
            FROM debian:13
            COPY --from=build /app /app
            """
        #expect(
            try check.findings(dockerfile) == ["3: the final image runs as root: it has no USER"])
    }

    @Test("the last USER counts, and root is root")
    func last() throws {
        let dockerfile = """
            FROM debian:13
            USER app
            USER 0:0
            """
        #expect(
            try check.findings(dockerfile) == ["3: the final image runs as root"])
    }

    @Test("a user, one of the base stage, or of a nonroot image is enough")
    func enough() throws {
        let dockerfile = """
            FROM gcr.io/distroless/static-debian12:nonroot
            COPY app /app
            """
        #expect(
            try check.findings(dockerfile) == [])
    }

    @Test("the base stage may name the user")
    func inherited() throws {
        let dockerfile = """
            FROM debian:13 AS base
            USER 1000
            FROM base
            COPY app /app
            """
        #expect(
            try check.findings(dockerfile) == [])
    }
}
