package import Diagnostics
package import ImageModel

/// A base image that a plan needs: its name as the Dockerfile has it, expanded.
package struct ImageNeed: Hashable, Sendable {
    package let name: String
    package let platform: Platform
    /// Where it was first asked for; no part of its identity.
    package let range: SourceRange?
    /// The stage that the name may be a slip of; no part of its identity.
    package let similarStage: String?

    package init(name: String, platform: Platform, range: SourceRange? = nil, similarStage: String? = nil) {
        self.name = name
        self.platform = platform
        self.range = range
        self.similarStage = similarStage
    }

    package static func == (left: ImageNeed, right: ImageNeed) -> Bool {
        left.name == right.name && left.platform == right.platform
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(platform)
    }
}

/// What planning comes to: it never calls back for images, it says which it needs and is asked again.
package enum PlanningOutcome: Sendable {
    case needs([ImageNeed])
    case plan(BuildPlan)
}
