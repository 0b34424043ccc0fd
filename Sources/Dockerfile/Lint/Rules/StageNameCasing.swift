extension LintRule {
    /// The names of stages are in lower case, apart from the keywords.
    static let stageNameCasing = LintRule(
        "StageNameCasing", "Stage names should be lowercase", reach: .syntax
    ) { subject in
        subject.document.stages.compactMap { stage in
            guard let alias = stage.from.alias, alias.text != alias.text.lowercased() else { return nil }
            return LintFinding("Stage name '\(alias.text)' should be lowercase", at: stage, word: alias)
        }
    }
}
