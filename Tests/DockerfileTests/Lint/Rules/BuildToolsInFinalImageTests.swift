import Testing

@testable import Dockerfile

@Suite struct BuildToolsInFinalImageTests {
    private let check = RuleCheck("BuildToolsInFinalImage")

    @Test("a single stage on a compiler's image ships the compiler")
    func toolchain() throws {
        let dockerfile = """
            FROM golang:1.24
            COPY . .
            RUN go build -o /app
            CMD ["/app"]
            """
        #expect(
            try check.findings(dockerfile) == ["1: the final image ships the build tools of 'golang:1.24'"])
    }

    @Test("a compiler that is installed and stays is found")
    func installed() throws {
        let dockerfile = """
            FROM debian:13
            RUN apt-get update && apt-get install -y gcc libpq-dev
            RUN apk add build-base && make && apk del build-base
            """
        #expect(
            try check.findings(dockerfile) == ["2: the final image ships the build tool 'gcc'"])
    }

    @Test("a stage that only lends its result may have what it needs")
    func stages() throws {
        let dockerfile = """
            FROM golang:1.24 AS build
            RUN go build -o /app
            FROM scratch
            COPY --from=build /app /app
            """
        #expect(
            try check.findings(dockerfile) == [])
    }

    @Test("a stage that the final one stands on counts")
    func chain() throws {
        let dockerfile = """
            FROM rust:1 AS base
            FROM base
            CMD ["/app"]
            """
        #expect(
            try check.findings(dockerfile) == ["1: the final image ships the build tools of 'rust:1'"])
    }

    @Test("a runtime image has no compiler")
    func runtime() throws {
        let dockerfile = """
            FROM eclipse-temurin:21-jre
            CMD ["java"]
            """
        #expect(
            try check.findings(dockerfile) == [])
    }
}
