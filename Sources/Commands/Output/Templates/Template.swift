package import Diagnostics

/// A template as docker's `--format` takes it: the useful part of Go's `text/template`.
package struct Template: Sendable {
    let source: TemplateSource
    let nodes: [TemplateNode]
    /// The templates with names that it has in it.
    let definitions: [String: [TemplateNode]]

    /// - Parameter name: what messages call it.
    /// - Throws: `usage`, which points at what is wrong.
    package init(parsing text: String, name: String = "--format") throws(BuildError) {
        source = TemplateSource(file: SourceFile(name: name, text: text))
        var parser = try TemplateParser(source, functions: TemplateFunction.all)
        nodes = try parser.parse()
        definitions = parser.definitions
    }

    /// What the template makes of a value.
    ///
    /// - Parameter escapesControls: whether control characters of values, but for line feeds, are written out, as for a
    ///   terminal.
    /// - Throws: `usage` for a field that is not there; `invalidInput` for what functions can't do with the value.
    package func render(_ value: TemplateValue, escapesControls: Bool = false) throws(BuildError) -> String {
        var evaluator = TemplateEvaluator(self, of: value, escapesControls: escapesControls)
        try evaluator.run()
        return evaluator.output
    }

    /// What stands above a column of what the template makes: the same of titles, which functions that change a value leave
    /// as they are. It ends where the titles are of no use to it.
    package func header(_ titles: TemplateValue) -> String {
        var evaluator = TemplateEvaluator(self, of: titles, functions: TemplateFunction.ofHeaders)
        try? evaluator.run()
        return evaluator.output
    }

    /// Whether an action has a field of that name.
    package func names(field: String) -> Bool {
        source.file.text(0..<source.file.bytes.count).contains(".\(field)")
    }
}
