import Diagnostics

extension LintRule {
    /// A base image is for the platform that is built for. Needs the image, so only builds can tell.
    static let invalidBaseImagePlatform = LintRule(
        "InvalidBaseImagePlatform", "Base image platform does not match expected target platform"
    ) { subject in
        subject.stages.compactMap { stage in
            guard case .image(let name?) = stage.base, let platforms = subject.request.baseImages[name]?.platforms
            else { return nil }
            let message =
                "Base image \(name) was pulled with platform \(platforms.found.goQuoted), expected "
                + "\(platforms.wanted.goQuoted) for current build"
            return LintFinding(message, at: stage.stage, word: stage.stage.from.image)
        }
    }
}
