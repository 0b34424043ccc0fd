extension LintRule {
    /// A variable that is used has been set, or declared with ARG.
    static let undefinedVar = LintRule("UndefinedVar", "Variables should be defined before their use") { subject in
        subject.steps.flatMap { step in
            step.undefined.map { name, similar in
                let suggestion = similar.map { " (did you mean $\($0)?)" } ?? ""
                return LintFinding("Usage of undefined variable '$\(name)'\(suggestion)", at: step.statement)
            }
        }
    }
}
