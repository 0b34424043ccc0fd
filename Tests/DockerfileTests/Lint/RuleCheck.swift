import Diagnostics
import Testing

@testable import Dockerfile

/// Applies one rule to Dockerfiles, as `pith check` does.
struct RuleCheck {
    let name: String

    init(_ name: String) {
        self.name = name
    }

    /// The findings of the rule, each as `LINE: MESSAGE`.
    func findings(_ dockerfile: String, _ request: LintRequest = RuleCheck.request) throws -> [String] {
        let rule = try #require(LintRule.named(name))
        return try Self.lint(dockerfile, request).findings.filter { $0.code == rule.name }.map(Self.line)
    }

    /// `LINE: MESSAGE`
    static func line(_ finding: Diagnostic) -> String { "\(finding.range?.line ?? 0): \(finding.message)" }

    /// All that linting comes to.
    static func lint(_ dockerfile: String, _ request: LintRequest = RuleCheck.request) throws -> Linter.Result {
        let (document, diagnostics) = DockerfileParser.parse(SourceFile(name: "Dockerfile", text: dockerfile))
        return try Linter.lint(document, request, isValid: !diagnostics.contains { $0.severity == .error })
    }

    /// All rules on every stage, for Linux on AMD64.
    static var request: LintRequest {
        var request = LintRequest()
        for prefix in ["TARGET", "BUILD"] {
            request.platformArguments["\(prefix)PLATFORM"] = "linux/amd64"
            request.platformArguments["\(prefix)OS"] = "linux"
            request.platformArguments["\(prefix)ARCH"] = "amd64"
        }
        request.appliesOwnRules = true
        request.isImageName = { name in
            !name.isEmpty && !name.hasSuffix(":") && !name.utf8.contains { $0 == UInt8(ascii: " ") }
        }
        request.platformParts = { $0.split(separator: "/").map(String.init) }
        return request
    }

    static func request(arguments: [String: String]) -> LintRequest {
        var request = request
        request.buildArguments = arguments
        return request
    }

    static func request(ignoring text: String) throws -> LintRequest {
        var request = request
        request.ignored = try IgnorePatterns(parsing: SourceFile(name: ".dockerignore", text: text))
        return request
    }
}
