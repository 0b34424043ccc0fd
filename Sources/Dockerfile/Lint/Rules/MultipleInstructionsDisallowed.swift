extension LintRule {
    /// A stage has one CMD, one ENTRYPOINT and one HEALTHCHECK; of several only the last counts, so the others are found.
    static let multipleInstructionsDisallowed = LintRule(
        "MultipleInstructionsDisallowed",
        "Multiple instructions of the same type should not be used in the same stage"
    ) { subject in
        subject.stages.flatMap { stage in
            var previous: [Keyword: any SourceStatement] = [:]
            var findings: [LintFinding] = []
            for step in stage.steps where [.cmd, .entrypoint, .healthcheck].contains(step.instruction.keyword) {
                if let statement = previous.updateValue(step.statement, forKey: step.instruction.keyword) {
                    let name = step.instruction.writtenKeyword
                    let message =
                        "Multiple \(name) instructions should not be used in the same stage because only the last "
                        + "one will be used"
                    findings.append(LintFinding(message, at: statement))
                }
            }
            return findings
        }
    }
}
