extension LintRule {
    /// A base image has a tag other than `latest`, or a digest: else the same Dockerfile builds something else tomorrow.
    static let unpinnedBaseImage = LintRule(
        "UnpinnedBaseImage", "A base image should have a tag other than 'latest', or a digest", origin: .pith
    ) { subject in
        subject.stages.compactMap { stage in
            guard case .image(let text?) = stage.base else { return nil }
            let name = BaseImageName(text)
            guard !name.hasDigest, name.tag == nil || name.tag == "latest" else { return nil }
            let why = name.tag == nil ? "has no tag, which means 'latest'" : "has the tag 'latest'"
            return LintFinding(
                "base image '\(text)' \(why): what it is changes without notice", at: stage.stage,
                word: stage.stage.from.image, help: "name a version, '\(name.repository):VERSION', or a digest")
        }
    }
}
