import Diagnostics

extension LintRule {
    /// No two stages have the same name.
    static let duplicateStageName = LintRule("DuplicateStageName", "Stage names should be unique") { subject in
        var seen: Set<String> = []
        return subject.document.stages.compactMap { stage in
            guard let name = stage.name, !seen.insert(name).inserted else { return nil }
            let message = "Duplicate stage name \(name.goQuoted), stage names should be unique"
            return LintFinding(message, at: stage, word: stage.from.alias)
        }
    }
}
