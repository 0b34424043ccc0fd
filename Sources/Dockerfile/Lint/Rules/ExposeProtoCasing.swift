extension LintRule {
    /// The protocol of EXPOSE is in lower case.
    static let exposeProtoCasing = LintRule(
        "ExposeProtoCasing", "Protocol in EXPOSE instruction should be lowercase"
    ) { subject in
        subject.steps.flatMap { step in
            step.ports.compactMap { port in
                guard let slash = port.firstIndex(of: "/"), port[slash...] != port[slash...].lowercased() else {
                    return nil
                }
                let message = "Defined protocol '\(port)' in EXPOSE instruction should be lowercase"
                return LintFinding(message, at: step.statement)
            }
        }
    }
}
