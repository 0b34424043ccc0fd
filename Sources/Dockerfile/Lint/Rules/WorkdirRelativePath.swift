import Diagnostics

extension LintRule {
    /// The first WORKDIR of a stage is absolute, whatever the base image's is.
    static let workdirRelativePath = LintRule(
        "WorkdirRelativePath",
        "Relative workdir without an absolute workdir declared within the build can have unexpected results "
            + "if the base image changes"
    ) { subject in
        subject.steps.compactMap { step in
            guard case .workdir(let word) = step.instruction.kind, !step.hasWorkingDirectory,
                let path = step.paths.first, !path.hasPrefix("/")
            else { return nil }
            let message =
                "Relative workdir \(path.goQuoted) can have unexpected results if the base image changes"
            return LintFinding(message, at: step.statement, word: word)
        }
    }
}
