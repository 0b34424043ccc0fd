/// The stages of a Dockerfile, as `--call=targets` lists them.
package struct StageList: Sendable {
    /// One stage, with BuildKit's words (its `frontend.targets` request).
    package struct Target: Sendable, Hashable {
        /// Empty for a stage without a name.
        package let name: String
        /// Whether a build without `--target` makes this stage.
        package let isDefault: Bool
        /// What a comment above the FROM says of it; empty if none does.
        package let description: String
        /// The base image or stage, and the platform, as written.
        package let base: String
        package let platform: String
        package let lines: ClosedRange<Int>
    }

    package let targets: [Target]

    package init(_ document: DockerfileDocument) {
        targets = document.stages.map { stage in
            Target(
                name: stage.name ?? "", isDefault: stage.index == document.stages.count - 1,
                description: stage.description(of: stage.name), base: stage.from.image.text,
                platform: stage.from.platform?.text ?? "", lines: stage.range.lines)
        }
    }
}
