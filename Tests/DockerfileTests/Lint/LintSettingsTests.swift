import Diagnostics
import Testing

@testable import Dockerfile

@Suite struct LintSettingsTests {
    private let body = "FROM scratch as base\ncopy Dockerfile .\nUSER 1\n"

    private func rules(_ head: String, _ request: LintRequest = RuleCheck.request) throws -> [String] {
        try RuleCheck.lint(head + body, request).brokenRules
    }

    @Test("without a directive all rules apply that need not be asked for")
    func none() throws {
        #expect(try rules("") == ["ConsistentInstructionCasing", "FromAsCasing"])
    }

    @Test(
        "'skip' switches rules off",
        arguments: [
            ("skip=all", []), ("skip=FromAsCasing", ["ConsistentInstructionCasing"]),
            ("skip=ConsistentInstructionCasing, FromAsCasing", []), ("skip=fromascasing", nil),
            ("skip=FromAsCasing // it is meant", ["ConsistentInstructionCasing"]),
        ] as [(String, [String]?)])
    func skip(_ value: String, _ expected: [String]?) throws {
        #expect(try rules("# check=\(value)\n") == expected ?? rules(""))
    }

    @Test("'error=true' makes findings errors, which fail the build")
    func error() throws {
        let result = try RuleCheck.lint("#check=skip=FromAsCasing;error=true\n" + body)
        #expect(result.findings.map(\.severity) == [.error])
        #expect(result.failsBuild)
        #expect(try !RuleCheck.lint("#check=skip=all;error=true\n" + body).failsBuild)
    }

    @Test("an experimental rule has to be asked for, and then can't be skipped")
    func experimental() throws {
        let text = "\nFROM scratch\n# a remark\nFROM scratch AS base\nUSER 1\n"
        #expect(try RuleCheck.lint(text).brokenRules == [])
        for value in ["experimental=all", "skip=all;experimental=InvalidDefinitionDescription"] {
            #expect(try RuleCheck.lint("# check=\(value)\(text)").brokenRules == ["InvalidDefinitionDescription"])
        }
    }

    @Test("the build argument takes the directive's place")
    func argument() throws {
        let request = RuleCheck.request(arguments: ["BUILDKIT_DOCKERFILE_CHECK": "skip=ConsistentInstructionCasing"])
        #expect(try rules("#check=skip=all;error=true\n", request) == ["FromAsCasing"])
    }

    @Test("a comment directly above an instruction skips rules for it alone")
    func instruction() throws {
        let dockerfile = """
            FROM scratch
            # why this one is right
            # check=skip=JSONArgsRecommended,MultipleInstructionsDisallowed
            CMD one
            CMD two
            # check=skip=all
            MAINTAINER me
            USER 1
            """
        #expect(
            try RuleCheck.lint(dockerfile).findings.map { "\(RuleCheck.line($0)) \($0.code)" }.filter {
                !$0.contains("ShellForm")
            } == [
                "5: JSON arguments recommended for CMD to prevent unintended behavior related to OS signals "
                    + "JSONArgsRecommended"
            ])
    }

    @Test(
        "what can't be understood is an error that says what can be written",
        arguments: ["skip", "error=maybe", "skp=all", "=", "skip=a;b"])
    func invalid(_ value: String) throws {
        let failure = #expect(throws: BuildError.self) { try rules("# check=\(value)\n") }
        #expect(failure?.diagnostics.first?.code == "invalid-check")
        #expect(failure?.diagnostics.first?.range?.line == 1)
    }
}
