extension LintRule {
    /// FROM names an image when no `--build-arg` is given, too.
    static let invalidDefaultArgInFrom = LintRule(
        "InvalidDefaultArgInFrom", "Default value for global ARG results in an empty or invalid base image name"
    ) { subject in
        let (document, request) = (subject.document, subject.request)
        let globals = LintGlobals(document, platform: request.platformArguments, given: [:])
        guard !globals.hasFailure else { return [] }
        return document.stages.compactMap { stage in
            guard let name = globals.expand(stage.from.image).text, !request.isImageName(name) else { return nil }
            let image = stage.from.image
            let message = "Default value for ARG \(image.text) results in empty or invalid base image name"
            return LintFinding(message, at: stage, word: image, help: "give the ARG a default value")
        }
    }
}
