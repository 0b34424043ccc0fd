extension LintRule {
    /// EXPOSE names ports of the container only.
    static let exposeInvalidFormat = LintRule(
        "ExposeInvalidFormat",
        "IP address and host-port mapping should not be used in EXPOSE instruction. "
            + "This will become an error in a future release"
    ) { subject in
        subject.steps.flatMap { step in
            step.ports.compactMap { port in
                let parts = port.split(separator: ":", omittingEmptySubsequences: false)
                guard parts.dropLast().contains(where: { !$0.isEmpty }) else { return nil }
                let message =
                    "EXPOSE instruction should not define an IP address or host-port mapping, found '\(port)'"
                return LintFinding(message, at: step.statement)
            }
        }
    }
}
