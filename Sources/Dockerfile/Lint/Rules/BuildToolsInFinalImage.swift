extension LintRule {
    /// The final image has no compiler: what is built comes from a stage of its own.
    static let buildToolsInFinalImage = LintRule(
        "BuildToolsInFinalImage", "The final image should not ship the tools that it was built with", origin: .pith
    ) { subject in
        subject.finalChain.flatMap { stage in
            toolchain(of: stage) + stage.steps.compactMap { installedTools($0) }
        }
    }

    private static let buildStageHelp =
        "build in a stage of its own ('FROM … AS build'), and take only the result: 'COPY --from=build …'"

    private static func toolchain(of stage: LintedStage) -> [LintFinding] {
        guard case .image(let name?) = stage.base, BaseImageName(name).isToolchain else { return [] }
        return [
            LintFinding(
                "the final image ships the build tools of '\(name)'", at: stage.stage, word: stage.stage.from.image,
                help: buildStageHelp)
        ]
    }

    /// Tools that the same instruction takes away again are not shipped.
    private static func installedTools(_ step: LintedStep) -> LintFinding? {
        let isUndone = step.commands.contains { command in
            ["purge", "autoremove", "remove", "del"].contains { command.arguments.contains($0) }
        }
        let tools = step.commands.compactMap(PackageInstallation.init).flatMap(\.packages)
            .filter(PackageInstallation.isBuildTool)
        guard !isUndone, let tool = tools.first else { return nil }
        return LintFinding(
            "the final image ships the build tool '\(tool)'", at: step.statement, help: buildStageHelp)
    }
}
