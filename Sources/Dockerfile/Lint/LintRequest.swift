/// What linting takes besides the Dockerfile.
package struct LintRequest: Sendable {
    /// The stage to look at, with those it needs; nil for every stage.
    package var target: String?
    /// Whether only the stages that the target, or else the last stage, needs are looked at, as a build does.
    package var onlyNeededStages = false
    /// `--build-arg`; `BUILDKIT_DOCKERFILE_CHECK` among them replaces the `check` directive.
    package var buildArguments: [String: String] = [:]
    /// The predefined arguments of the platform, `TARGETPLATFORM` and so on.
    package var platformArguments: [String: String] = [:]
    /// What `.dockerignore` leaves out of the context.
    package var ignored = IgnorePatterns.none
    /// The names of `--build-context`, which replace stages and base images.
    package var contexts: Set<String> = []
    /// What is known of base images, by the name in the Dockerfile, expanded.
    package var baseImages: [String: LintBaseImage] = [:]
    /// Whether Pith's own rules are applied too.
    package var appliesOwnRules = false
    /// Whether a text is the name of an image (OCI distribution specification).
    package var isImageName: @Sendable (String) -> Bool = { !$0.isEmpty }
    /// The parts of a platform, `os`, `architecture` and so on; nil for a text that is none.
    package var platformParts: @Sendable (String) -> [String]? = { _ in nil }

    package init() {}
}

/// What is known of a base image once it was found.
package struct LintBaseImage: Sendable {
    /// The platform that was wanted, and the one that the image is for, where they differ in more than the variant.
    package let platforms: (wanted: String, found: String)?
    /// The names of the variables that the image sets, with their values.
    package let environment: [String: String]
    /// Whether the image names a shell of its own.
    package let hasShell: Bool
    /// As the image's config has it; empty for root.
    package let user: String

    package init(
        platforms: (wanted: String, found: String)? = nil, environment: [String: String] = [:], hasShell: Bool = false,
        user: String = ""
    ) {
        self.platforms = platforms
        self.environment = environment
        self.hasShell = hasShell
        self.user = user
    }
}
