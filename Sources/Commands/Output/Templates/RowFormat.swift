package import Diagnostics

/// What `--format` says of a list.
package enum RowFormat: Sendable {
    case table
    case json
    /// What the template makes of each row, on lines of its own; in a table, below what it makes of titles.
    case template(Template, isTable: Bool)

    /// Reads `table`, `json`, a template, or `table` and a template, where `\t` and `\n` may be written out.
    ///
    /// - Parameter addition: what a table's template gets at its end, unless it has that.
    /// - Throws: `usage`.
    package init(parsing text: String, addition: String? = nil) throws(BuildError) {
        switch text {
        case "", "table": self = .table
        case "json": self = .json
        case _ where text.contains("{{"):
            let isTable = text.hasPrefix("table")
            var template = String(text.dropFirst(isTable ? 5 : 0)).replacing("\\t", with: "\t").replacing(
                "\\n", with: "\n")
            if isTable, let addition, !template.contains(addition) { template += "\t\(addition)" }
            template = String(template.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            self = .template(try Template(parsing: template), isTable: isTable)
        default:
            throw BuildError(
                .usage, "--format '\(text)' can't be used: it is neither 'table' nor 'json', and no template",
                help: Suggestion.help(for: text, in: ["table", "json"]) ?? "a template has actions such as '{{.ID}}'")
        }
    }

    /// Whether a template has a field of that name.
    func names(field: String) -> Bool {
        if case .template(let template, _) = self { template.names(field: field) } else { false }
    }
}

extension Template {
    /// What the template makes of rows, each on lines of its own.
    ///
    /// - Parameters:
    ///   - titles: the names of the columns, by the fields that stand for them; nil for no table.
    ///   - escapesControls: whether control characters of values are written out, as for a terminal.
    /// - Throws: as `render`.
    package func lines(
        _ rows: [TemplateValue], titles: TemplateValue?, escapesControls: Bool
    ) throws(BuildError) -> String {
        var text = ""
        for row in rows { text += try render(row, escapesControls: escapesControls) + "\n" }
        guard let titles else { return text }
        return TabbedText.aligned(header(titles) + "\n" + text)
    }
}
