import Diagnostics
import Dockerfile
import ImageModel

/// What checking came to, in each of its forms.
struct CheckReport {
    let files: [CheckedFile]

    init(_ files: [CheckedFile]) {
        self.files = files
    }

    private var diagnostics: [Diagnostic] { files.flatMap(\.diagnostics) }

    func render(_ format: CheckFormat, color: Bool = false) throws(BuildError) -> String {
        switch format {
        case .text: text(color: color)
        case .json: try CanonicalJSON.encodePretty(files.flatMap { file in file.diagnostics.map { Entry($0, file) } })
        case .sarif: try CanonicalJSON.encodePretty(SARIFLog(files))
        case .github: files.flatMap { file in file.diagnostics.map { GitHubAnnotation.text($0, file) } }.joined()
        }
    }

    // MARK: Text

    private func text(color: Bool) -> String {
        let renderer = DiagnosticRenderer(color: color)
        return diagnostics.map { renderer.render($0) + Self.more($0) + "\n" }.joined() + summary
    }

    private static func more(_ diagnostic: Diagnostic) -> String {
        LintRule.named(diagnostic.code)?.address.map { "more: \($0)\n" } ?? ""
    }

    /// BuildKit's words.
    private var summary: String {
        guard !diagnostics.isEmpty else { return "Check complete, no warnings found.\n" }
        let errors = diagnostics.filter { $0.severity == .error }.count
        let warnings = diagnostics.count - errors
        let counts = [(errors, "error"), (warnings, "warning")].filter { $0.0 > 0 }
            .map { "\($0) \($1)\($0 == 1 ? "" : "s")" }
        let verb = diagnostics.count == 1 ? "has" : "have"
        return "Check complete, \(counts.joined(separator: " and ")) \(verb) been found!\n"
    }

    // MARK: JSON

    private struct Entry: Encodable {
        let rule: String
        let severity: String
        let message: String
        let file: String
        let line: Int
        let column: Int

        init(_ diagnostic: Diagnostic, _ checked: CheckedFile) {
            rule = diagnostic.code
            severity = diagnostic.severity.rawValue
            message = diagnostic.message
            file = diagnostic.range?.file.name ?? checked.file.name
            line = diagnostic.range?.line ?? 1
            column = diagnostic.range?.column ?? 1
        }
    }
}
