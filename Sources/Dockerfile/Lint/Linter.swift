package import Diagnostics

/// Applies the build checks to Dockerfiles. Pure.
package enum Linter {
    /// A file has at most so many findings; more say nothing more.
    package static let mostFindings = 1000

    /// What linting came to.
    package struct Result: Sendable {
        /// One for each finding, in source order, its code the name of the rule; errors where the file says `error=true`.
        package let findings: [Diagnostic]
        /// Words that can't be expanded, so that a build would end there.
        package let failures: [Diagnostic]
        /// Whether a finding makes the build fail.
        package let failsBuild: Bool

        /// The names of the rules that were broken, each once, sorted.
        package var brokenRules: [String] { Set(findings.map(\.code)).sorted() }
    }

    /// Lints a file.
    ///
    /// - Parameter isValid: whether the parser found no errors; else only the rules that need single instructions apply.
    /// - Throws: `invalidInput` for a `check` directive that can't be understood.
    package static func lint(
        _ document: DockerfileDocument, _ request: LintRequest, isValid: Bool = true
    ) throws(BuildError) -> Result {
        let settings = try settings(document, request)
        let rules = LintRule.all.filter { rule in
            settings.applies(rule) && (rule.origin == .buildKit || request.appliesOwnRules)
                && (isValid || rule.reach == .syntax)
        }
        let subject = LintSubject(document, request, walksStages: isValid && rules.contains { $0.reach == .stages })
        let severity: Diagnostic.Severity = settings.failsBuild ? .error : .warning
        var findings: [Diagnostic] = []
        for rule in rules {
            var seen: Set<Diagnostic> = []
            for finding in rule.find(subject) where !isSkipped(rule, finding) {
                let diagnostic = Diagnostic(
                    severity, code: rule.name, finding.message, at: finding.range, help: finding.help)
                if seen.insert(diagnostic).inserted { findings.append(diagnostic) }
                if seen.count >= mostFindings { break }
            }
        }
        let sorted = inSourceOrder(findings).prefix(mostFindings)
        return Result(
            findings: Array(sorted), failures: subject.failures, failsBuild: settings.failsBuild && !findings.isEmpty)
    }

    private static func settings(
        _ document: DockerfileDocument, _ request: LintRequest
    ) throws(BuildError) -> LintSettings {
        if let text = request.buildArguments["BUILDKIT_DOCKERFILE_CHECK"] {
            let range = SourceRange(SourceFile(name: "BUILDKIT_DOCKERFILE_CHECK", text: text), 0..<text.utf8.count)
            return try LintSettings(parsing: Word(text: text, range: range))
        }
        guard let word = document.directives.check else { return LintSettings() }
        return try LintSettings(parsing: word)
    }

    private static func isSkipped(_ rule: LintRule, _ finding: LintFinding) -> Bool {
        guard !finding.statement.comments.isEmpty else { return false }
        return InstructionCheck.settings(of: finding.statement).contains { $0.skipped.contains(rule.name) }
    }

    private static func inSourceOrder(_ findings: [Diagnostic]) -> [Diagnostic] {
        let lines = findings.map { $0.range?.line ?? 0 }
        return findings.indices.sorted { (lines[$0], $0) < (lines[$1], $1) }.map { findings[$0] }
    }
}
