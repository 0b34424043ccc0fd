extension LintRule {
    /// FROM and AS are written in the same case. A FROM in mixed case is `ConsistentInstructionCasing`'s.
    static let fromAsCasing = LintRule(
        "FromAsCasing", "The 'as' keyword should match the case of the 'from' keyword", reach: .syntax
    ) { subject in
        subject.document.stages.compactMap { stage in
            guard let keyword = stage.from.asKeyword else { return nil }
            let from = stage.writtenKeyword
            let matches =
                from == from.lowercased()
                ? keyword.text == keyword.text.lowercased()
                : from != from.uppercased() || keyword.text == keyword.text.uppercased()
            guard !matches else { return nil }
            let message = "'\(keyword.text)' and '\(from)' keywords' casing do not match"
            return LintFinding(message, at: stage, word: keyword)
        }
    }
}
