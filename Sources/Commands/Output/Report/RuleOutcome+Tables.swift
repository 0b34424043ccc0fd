import Analysis

extension [RuleOutcome] {
    /// The rules that were given, and how the image keeps to them; nil for none.
    var section: PageSection? {
        guard !isEmpty else { return nil }
        let rows = map { outcome in
            [
                PageCell.verdict(outcome.passed ? .good : .bad, outcome.passed ? "kept" : "broken"),
                .code(outcome.rule.text), .text(outcome.reason),
            ]
        }
        return PageSection(
            id: "rules", title: "Rules",
            table: PageTable(
                columns: ["Outcome", "Rule", "Found"].map { .init($0) }, rows: rows, limit: ReportPage.rowLimit))
    }

    /// The same in a comment.
    func write(to comment: inout Markdown) {
        let rows = map { outcome in
            [
                Markdown.cell(.verdict(outcome.passed ? .good : .bad, outcome.passed ? "kept" : "broken")),
                Markdown.code(outcome.rule.text), Markdown.words(outcome.reason),
            ]
        }
        comment.table(["Rule", "", "Found"], rows)
    }
}
