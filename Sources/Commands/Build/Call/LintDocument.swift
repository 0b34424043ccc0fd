import Diagnostics
import Dockerfile
import FoundationEssentials

/// The findings of build checks, as BuildKit's `frontend.lint` gives them (its package `subrequests/lint`).
struct LintDocument: Encodable {
    struct Warning: Encodable {
        let ruleName: String
        let description: String?
        let url: String?
        let detail: String
        let location: SourceLines
    }

    struct Failure: Encodable {
        let message: String
        let location: SourceLines
    }

    struct Source: Encodable {
        let filename: String
        let language = "Dockerfile"
        /// In base64.
        let data: Data
    }

    let warnings: [Warning]
    let sources: [Source]
    /// Why the file could not be built.
    let buildError: Failure?

    init(_ checked: CheckedFile) {
        func lines(_ diagnostic: Diagnostic) -> SourceLines {
            let range = diagnostic.range ?? SourceRange(checked.file, 0..<0)
            return SourceLines(range.line...max(range.line, range.lastLine))
        }
        let rules = checked.diagnostics.filter { LintRule.named($0.code) != nil }
        warnings = rules.map { diagnostic in
            let rule = LintRule.named(diagnostic.code)
            return Warning(
                ruleName: diagnostic.code, description: rule?.summary, url: rule?.address,
                detail: diagnostic.message, location: lines(diagnostic))
        }
        sources = [Source(filename: checked.file.name, data: Data(checked.file.bytes))]
        let others = checked.diagnostics.filter { $0.severity == .error && LintRule.named($0.code) == nil }
        let failed = rules.filter { $0.severity == .error }
        let names = Set(failed.map(\.code)).sorted().joined(separator: ", ")
        buildError =
            others.first.map { Failure(message: $0.message, location: lines($0)) }
            ?? failed.first.map {
                Failure(message: "lint violation found for rules: \(names)", location: lines($0))
            }
    }
}
