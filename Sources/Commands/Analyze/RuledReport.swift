import Analysis

/// A report, or a comparison, and how it keeps to the rules that were given: its own JSON with `rules` beside it.
struct RuledReport<Report: Encodable>: Encodable {
    private let report: Report
    private let outcomes: [RuleOutcome]

    private struct Rule: Encodable {
        let rule: String
        let passed: Bool
        let reason: String
    }

    private enum CodingKeys: CodingKey {
        case rules
    }

    init(_ report: Report, _ outcomes: [RuleOutcome]) {
        self.report = report
        self.outcomes = outcomes
    }

    func encode(to encoder: any Encoder) throws {
        try report.encode(to: encoder)
        if outcomes.isEmpty { return }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(
            outcomes.map { Rule(rule: $0.rule.text, passed: $0.passed, reason: $0.reason) }, forKey: .rules)
    }
}

extension [RuleOutcome] {
    /// A blank line, then a line for each; nothing for none.
    var lines: String { isEmpty ? "" : "\n" + map { $0.line.onOneLine + "\n" }.joined() }
}
