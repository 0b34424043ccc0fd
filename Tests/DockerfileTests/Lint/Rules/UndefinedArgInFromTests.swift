import Testing

@testable import Dockerfile

@Suite struct UndefinedArgInFromTests {
    private let check = RuleCheck("UndefinedArgInFrom")

    @Test("an argument that is not declared is found, with what was probably meant")
    func undeclared() throws {
        let dockerfile = """
            ARG MY_ARCH=amd64
            FROM --platform=linux/${MYARCH} busybox:${version}
            """
        #expect(
            try check.findings(dockerfile) == [
                "2: FROM argument 'version' is not declared",
                "2: FROM argument 'MYARCH' is not declared (did you mean MY_ARCH?)",
            ])
    }

    @Test("an argument without a value is declared, and so are those of the platform")
    func declared() throws {
        let dockerfile = """
            ARG tag
            FROM --platform=$BUILDPLATFORM busybox:1$tag
            """
        #expect(
            try check.findings(dockerfile) == [])
    }

    @Test("a stage's own arguments are none of FROM's")
    func scope() throws {
        let dockerfile = """
            FROM scratch
            ARG base=scratch
            FROM $base
            """
        #expect(
            try check.findings(dockerfile) == ["3: FROM argument 'base' is not declared"])
    }
}
