extension LintRule {
    /// FROM uses only arguments that are declared before the first FROM, and the predefined ones.
    static let undefinedArgInFrom = LintRule(
        "UndefinedArgInFrom", "FROM command must use declared ARGs"
    ) { subject in
        let known = Set(subject.globals.names)
        return subject.document.stages.flatMap { stage in
            [stage.from.image, stage.from.platform].compactMap(\.self).flatMap { word in
                subject.globals.expand(word).unset.filter { !known.contains($0) }.map { name in
                    let similar = SimilarName.find(name, in: subject.globals.names)
                    let suggestion = similar.map { " (did you mean \($0)?)" } ?? ""
                    return LintFinding("FROM argument '\(name)' is not declared\(suggestion)", at: stage, word: word)
                }
            }
        }
    }
}
