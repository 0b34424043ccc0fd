import Testing

@testable import Dockerfile

@Suite struct ConsistentInstructionCasingTests {
    private let check = RuleCheck("ConsistentInstructionCasing")

    @Test("the case of the majority is the right one")
    func majority() throws {
        let dockerfile = """
            FROM scratch
            copy a /a
            COPY b /b
            """
        #expect(
            try check.findings(dockerfile) == [
                "2: Command 'copy' should match the case of the command majority (uppercase)"
            ])
    }

    @Test("lower case is as good as upper case")
    func lower() throws {
        let dockerfile = """
            FROM scratch
            copy a /a
            copy b /b
            """
        #expect(
            try check.findings(dockerfile) == [
                "1: Command 'FROM' should match the case of the command majority (lowercase)"
            ])
    }

    @Test("a keyword in mixed case is found in any file; where there is no majority, upper case is right")
    func mixed() throws {
        let dockerfile = """
            From scratch as base
            FROM scratch AS base2
            """
        #expect(
            try check.findings(dockerfile) == [
                "1: Command 'From' should match the case of the command majority (uppercase)"
            ])
    }

    @Test("a heredoc is no instruction")
    func heredoc() throws {
        let dockerfile = """
            FROM scratch
            RUN <<EOF
            copy
            EOF
            """
        #expect(
            try check.findings(dockerfile) == [])
    }
}
