package import Diagnostics
package import ImageModel

/// A base image that a plan needs: its name as the Dockerfile has it, expanded.
package struct ImageNeed: Hashable, Sendable {
    package let name: String
    package let platform: Platform
    /// Where it was first asked for; no part of its identity.
    package let range: SourceRange?

    package init(name: String, platform: Platform, range: SourceRange? = nil) {
        self.name = name
        self.platform = platform
        self.range = range
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
