extension LintRule {
    /// CMD and ENTRYPOINT are arrays: a shell between does not pass signals on. Who chose a shell knows what it does.
    static let jsonArgsRecommended = LintRule(
        "JSONArgsRecommended",
        "JSON arguments recommended for ENTRYPOINT/CMD to prevent unintended behavior related to OS signals"
    ) { subject in
        subject.steps.compactMap { step in
            guard !step.hasShell else { return nil }
            switch step.instruction.kind {
            case .cmd(.shell), .entrypoint(.shell): break
            default: return nil
            }
            let name = step.instruction.writtenKeyword
            let message =
                "JSON arguments recommended for \(name) to prevent unintended behavior related to OS signals"
            return LintFinding(message, at: step.statement, help: "write '\(name) [\"PROGRAM\", \"ARGUMENT\"]'")
        }
    }
}
