extension LintRule {
    /// All instructions are written in one case, that of most of them.
    static let consistentInstructionCasing = LintRule(
        "ConsistentInstructionCasing",
        "All commands within the Dockerfile should use the same casing (either upper or lower)"
    ) { subject in
        let casings = subject.statements.map(\.isKeywordUppercase)
        let isUpper = casings.count { $0 == false } <= casings.count { $0 == true }
        let casing = isUpper ? "uppercase" : "lowercase"
        return zip(subject.statements, casings).compactMap { statement, isUppercase in
            guard isUppercase != isUpper else { return nil }
            let message =
                "Command '\(statement.writtenKeyword)' should match the case of the command majority (\(casing))"
            return LintFinding(message, at: statement)
        }
    }
}
