/// Turns diagnostics and errors into the text a person reads. The only place that does.
///
/// ```
/// Dockerfile:7:6: error: unknown flag '--form' for COPY [unknown-flag]
///   7 | COPY --form=build /out/app /app
///     |      ^~~~~~
/// help: did you mean '--from'?
/// ```
package struct DiagnosticRenderer: Sendable {
    /// Whether to colour the severity (ANSI SGR); decided once by the caller's colour policy.
    package let color: Bool

    package init(color: Bool = false) {
        self.color = color
    }

    /// All of an error, a line feed at its end.
    package func render(_ error: BuildError) -> String {
        guard error.diagnostics.isEmpty else { return error.diagnostics.map(render).joined() }
        return render(Diagnostic(code: error.code.rawValue, error.message, help: error.help))
    }

    /// One diagnostic, a line feed at its end.
    package func render(_ diagnostic: Diagnostic) -> String {
        let place = diagnostic.range.map { "\($0.file.name.escapingControls):\($0.line):\($0.column): " } ?? ""
        var text =
            "\(place)\(severity(diagnostic.severity)): \(diagnostic.message.escapingControls) [\(diagnostic.code)]\n"
        if let range = diagnostic.range, !range.file.bytes.isEmpty { text += excerpt(range) }
        for note in diagnostic.notes {
            let lines = note.split(separator: "\n", omittingEmptySubsequences: false).map {
                String($0).escapingControls
            }
            text += "note: " + lines.joined(separator: "\n    | ") + "\n"
        }
        if let help = diagnostic.help { text += "help: \(help.escapingControls)\n" }
        return text
    }

    private func severity(_ severity: Diagnostic.Severity) -> String {
        guard color else { return severity.rawValue }
        let code =
            switch severity {
            case .error: "31"
            case .warning: "33"
            case .note: "36"
            }
        return "\u{1B}[1;\(code)m\(severity.rawValue)\u{1B}[0m"
    }

    /// The first line of the range with a caret below it; a range over several lines is underlined to its line's end.
    private func excerpt(_ range: SourceRange) -> String {
        let file = range.file
        let line = file.lineRange(range.line)
        let number = String(range.line)
        let margin = String(repeating: " ", count: number.count)
        let start = min(max(range.bytes.lowerBound, line.lowerBound), line.upperBound)
        let end = min(max(range.bytes.upperBound, start), line.upperBound)
        let lead = file.text(line.lowerBound..<start).escapingControls
            .map { $0 == "\t" ? "\t" : " " }.joined()
        let width = file.text(start..<end).escapingControls.count
        let underline = "^" + String(repeating: "~", count: max(0, width - 1))
        return "  \(number) | \(file.text(line).escapingControls)\n  \(margin) | \(lead)\(underline)\n"
    }
}
