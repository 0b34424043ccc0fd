extension LintRule {
    /// ENV and LABEL have an equals sign between name and value.
    static let legacyKeyValueFormat = LintRule(
        "LegacyKeyValueFormat", "Legacy key/value format with whitespace separator should not be used"
    ) { subject in
        subject.steps.compactMap { step in
            switch step.instruction.kind {
            case .env(let pairs), .label(let pairs):
                guard pairs.contains(where: \.usesOldForm) else { return nil }
            default: return nil
            }
            let name = step.instruction.writtenKeyword
            let message =
                "\"\(name) key=value\" should be used instead of legacy \"\(name) key value\" format"
            return LintFinding(message, at: step.statement)
        }
    }
}
