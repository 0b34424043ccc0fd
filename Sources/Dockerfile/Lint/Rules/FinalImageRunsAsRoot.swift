extension LintRule {
    /// The final image names a user other than root.
    static let finalImageRunsAsRoot = LintRule(
        "FinalImageRunsAsRoot", "The final image should not run as root", origin: .pith
    ) { subject in
        guard let final = subject.finalChain.first, let base = subject.finalChain.last else { return [] }
        let help = "end with 'USER 65532:65532', or another user that owns only what it has to write"
        for step in subject.finalChain.flatMap({ $0.steps.reversed() }) {
            guard case .user(let word) = step.instruction.kind else { continue }
            guard isRoot(word.text) else { return [] }
            return [LintFinding("the final image runs as root", at: step.statement, word: word, help: help)]
        }
        guard !hasUser(base.base, subject.request) else { return [] }
        return [LintFinding("the final image runs as root: it has no USER", at: final.stage, help: help)]
    }

    private static func isRoot(_ user: String) -> Bool {
        let name = user.split(separator: ":", omittingEmptySubsequences: false).first ?? ""
        return name == "root" || name == "0" || name.isEmpty
    }

    private static func hasUser(_ base: LintedStage.Base, _ request: LintRequest) -> Bool {
        switch base {
        case .image(let name?):
            request.baseImages[name].map { !isRoot($0.user) } ?? BaseImageName(name).isNonroot
        case .image(nil), .context: true
        case .scratch, .stage: false
        }
    }
}
