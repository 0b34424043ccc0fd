extension LintRule {
    /// The author is a label.
    static let maintainerDeprecated = LintRule(
        "MaintainerDeprecated",
        "The MAINTAINER instruction is deprecated, use a label instead to define an image author", reach: .syntax
    ) { subject in
        subject.statements.filter { $0.keyword == .maintainer }.map { statement in
            LintFinding(
                "Maintainer instruction is deprecated in favor of using label", at: statement,
                help: "write 'LABEL org.opencontainers.image.authors=\"NAME\"'")
        }
    }
}
