extension LintRule {
    /// The final stage installs nothing: what it needs is copied from a stage that does, or is in its base.
    static let packageManagerInFinalStage = LintRule(
        "PackageManagerInFinalStage", "The final stage should not run a package manager", origin: .pith
    ) { subject in
        guard let stage = subject.finalChain.first else { return [] }
        return stage.steps.compactMap { step in
            guard let installation = step.commands.lazy.compactMap(PackageInstallation.init).first else { return nil }
            return LintFinding(
                "the final stage runs '\(installation.manager)', so the image keeps it and all that it installs",
                at: step.statement,
                help: "install in an earlier stage, and take what is needed: 'COPY --from=STAGE PATH PATH'")
        }
    }
}
