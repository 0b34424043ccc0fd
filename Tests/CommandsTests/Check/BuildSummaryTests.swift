import Diagnostics
import Testing

@testable import Commands

@Suite struct BuildSummaryTests {
    @Test("a build lists its findings as docker does, sorted by text")
    func summary() {
        let file = SourceFile(name: "Dockerfile", text: "FROM a\nCMD b\n")
        let findings = [
            Diagnostic(
                .warning, code: "UndefinedVar", "Usage of undefined variable '$x'", at: SourceRange(file, 7..<10)),
            Diagnostic(.warning, code: "JSONArgsRecommended", "JSON", at: SourceRange(file, 0..<1)),
        ]
        #expect(
            BuildChecks.summary(findings, color: false) == """

                 2 warnings found (use 'pith check' to expand):
                 - JSONArgsRecommended: JSON (line 1)
                 - UndefinedVar: Usage of undefined variable '$x' (line 2)

                """)
        #expect(BuildChecks.summary(Array(findings.prefix(1)), color: false).hasPrefix("\n 1 warning found (use"))
        #expect(BuildChecks.summary([], color: true) == "")
    }
}
