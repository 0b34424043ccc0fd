import Testing

@testable import Dockerfile

@Suite struct ShellFormWithoutShellTests {
    private let check = RuleCheck("ShellFormWithoutShell")

    @Test("shell forms on scratch and distroless can not start")
    func shellless() throws {
        let dockerfile = """
            FROM gcr.io/distroless/static-debian12
            ENTRYPOINT /app
            CMD serve
            """
        #expect(
            try check.findings(dockerfile) == [
                "2: ENTRYPOINT in shell form can't start: there is no /bin/sh in 'gcr.io/distroless/static-debian12'",
                "3: CMD in shell form can't start: there is no /bin/sh in 'gcr.io/distroless/static-debian12'",
            ])
    }

    @Test("a debug image, a copied shell and an array can start")
    func shells() throws {
        let dockerfile = """
            FROM gcr.io/distroless/static-debian12:debug
            CMD /app
            """
        #expect(
            try check.findings(dockerfile) == [])
    }

    @Test("what is copied may be a shell")
    func copied() throws {
        let dockerfile = """
            FROM scratch
            COPY busybox /bin/sh
            CMD /app
            """
        #expect(
            try check.findings(dockerfile) == [])
    }

    @Test("the array form is right everywhere")
    func array() throws {
        let dockerfile = """
            FROM scratch
            COPY app /app
            CMD ["/app"]
            """
        #expect(
            try check.findings(dockerfile) == [])
    }
}
