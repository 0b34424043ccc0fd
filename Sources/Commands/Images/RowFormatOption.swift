import ArgumentParser

/// The option `--format` of lists that take templates.
enum RowFormatOption {
    static let help = ArgumentHelp(
        "table, json, or a template of Go's kind, also behind 'table'.", valueName: "table|json|[table ]template")
    static let completion = CompletionKind.list(["table", "json"])
}
