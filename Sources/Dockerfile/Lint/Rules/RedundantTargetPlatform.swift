extension LintRule {
    /// `--platform=$TARGETPLATFORM` says what is so without it.
    static let redundantTargetPlatform = LintRule(
        "RedundantTargetPlatform",
        "Setting platform to predefined $TARGETPLATFORM in FROM is redundant as this is the default behavior"
    ) { subject in
        subject.document.stages.compactMap { stage in
            guard let word = stage.from.platform else { return nil }
            let expansion = subject.globals.expand(word)
            guard expansion.used == ["TARGETPLATFORM"], expansion.unset.isEmpty,
                expansion.text == subject.globals.values["TARGETPLATFORM"]
            else { return nil }
            let message =
                "Setting platform to predefined \(word.text) in FROM is redundant as this is the default behavior"
            return LintFinding(message, at: stage, word: word, help: "leave '--platform=\(word.text)' out")
        }
    }
}
