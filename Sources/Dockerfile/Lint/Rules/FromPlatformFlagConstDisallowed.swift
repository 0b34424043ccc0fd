import Diagnostics

extension LintRule {
    /// `--platform` is a variable, unless the stage's name says for what it is.
    static let fromPlatformFlagConstDisallowed = LintRule(
        "FromPlatformFlagConstDisallowed", "FROM --platform flag should not use a constant value"
    ) { subject in
        subject.document.stages.compactMap { stage in
            guard let word = stage.from.platform else { return nil }
            let expansion = subject.globals.expand(word)
            guard expansion.used.isEmpty, expansion.unset.isEmpty, let text = expansion.text,
                let parts = subject.request.platformParts(text)
            else { return nil }
            let name = stage.name ?? ""
            guard !parts.prefix(2).contains(where: { name.contains($0) }) else { return nil }
            let message = "FROM --platform flag should not use constant value \(text.goQuoted)"
            return LintFinding(message, at: stage, word: word)
        }
    }
}
