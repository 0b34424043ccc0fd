import Diagnostics

/// Findings as workflow commands of GitHub Actions ("Workflow commands", setting a warning message).
enum GitHubAnnotation {
    /// One line: `::warning file=Dockerfile,line=1,col=6,title=UnpinnedBaseImage::message`.
    static func text(_ diagnostic: Diagnostic, _ checked: CheckedFile) -> String {
        let command =
            switch diagnostic.severity {
            case .error: "error"
            case .warning: "warning"
            case .note: "notice"
            }
        let range = diagnostic.range
        let properties: [(String, String)] = [
            ("file", range?.file.name ?? checked.file.name), ("line", "\(range?.line ?? 1)"),
            ("endLine", "\(range?.lastLine ?? 1)"), ("col", "\(range?.column ?? 1)"), ("title", diagnostic.code),
        ]
        let list = properties.map { "\($0)=\(escaped($1, isProperty: true))" }.joined(separator: ",")
        let message = [diagnostic.message, diagnostic.help].compactMap(\.self).joined(separator: "\n")
        return "::\(command) \(list)::\(escaped(message, isProperty: false))\n"
    }

    /// The escapes of GitHub's own toolkit (`@actions/core`, `command.ts`).
    static func escaped(_ text: String, isProperty: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": result += "%25"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            case ":" where isProperty: result += "%3A"
            case "," where isProperty: result += "%2C"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
