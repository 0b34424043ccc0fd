import Testing

@testable import Dockerfile

@Suite struct StaticBinaryOnFullBaseTests {
    private let check = RuleCheck("StaticBinaryOnFullBase")

    @Test("a static program on a distribution is found")
    func found() throws {
        let dockerfile = """
            FROM golang:1.24 AS build
            ENV CGO_ENABLED=0
            RUN go build -o /app
            FROM debian:13-slim
            RUN apt-get update && apt-get install -y ca-certificates && rm -rf /var/lib/apt/lists
            COPY --from=build /app /app
            ENTRYPOINT ["/app"]
            """
        #expect(
            try check.findings(dockerfile) == [
                "4: the program from stage 'build' is static: it needs nothing of 'debian:13-slim'"
            ])
    }

    @Test("a base that is used is needed")
    func needed() throws {
        let dockerfile = """
            FROM golang:1.24 AS build
            RUN CGO_ENABLED=0 go build -o /app
            FROM debian:13
            RUN apt-get install -y git
            COPY --from=build /app /app
            """
        #expect(
            try check.findings(dockerfile) == [])
    }

    @Test("a program that may need libraries needs its base")
    func dynamic() throws {
        let dockerfile = """
            FROM golang:1.24 AS build
            RUN go build -o /app
            FROM debian:13
            COPY --from=build /app /app
            """
        #expect(
            try check.findings(dockerfile) == [])
    }
}
