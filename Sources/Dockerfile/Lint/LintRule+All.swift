extension LintRule {
    /// All rules: BuildKit's in the order of its documentation, then Pith's.
    package static let all = buildKit + pith

    private static let buildKit = [
        stageNameCasing, fromAsCasing, noEmptyContinuation, consistentInstructionCasing, duplicateStageName,
        reservedStageName, jsonArgsRecommended, maintainerDeprecated, undefinedArgInFrom, workdirRelativePath,
        undefinedVar, multipleInstructionsDisallowed, legacyKeyValueFormat, invalidBaseImagePlatform,
        redundantTargetPlatform, secretsUsedInArgOrEnv, invalidDefaultArgInFrom, fromPlatformFlagConstDisallowed,
        copyIgnoredFile, invalidDefinitionDescription, exposeProtoCasing, exposeInvalidFormat,
    ]

    private static let pith = [
        buildToolsInFinalImage, packageManagerInFinalStage, shellFormWithoutShell, finalImageRunsAsRoot,
        unpinnedBaseImage, staticBinaryOnFullBase,
    ]

    /// The rule of a name.
    package static func named(_ name: String) -> LintRule? { all.first { $0.name == name } }
}
