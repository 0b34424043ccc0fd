import Diagnostics

extension LintRule {
    /// No stage is called what means something else in FROM or `--from`.
    static let reservedStageName = LintRule(
        "ReservedStageName", "Reserved words should not be used as stage names"
    ) { subject in
        subject.document.stages.compactMap { stage in
            guard let name = stage.name, name == "scratch" || name == "context" else { return nil }
            let message = "Stage name should not use the same name as reserved stage \(name.goQuoted)"
            return LintFinding(message, at: stage, word: stage.from.alias)
        }
    }
}
