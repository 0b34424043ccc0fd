package import Diagnostics
package import ImageModel

/// Names a step within one plan: its place in `BuildPlan.steps`.
package struct StepID: Hashable, Sendable, Comparable {
    package let index: Int

    package static func < (left: StepID, right: StepID) -> Bool { left.index < right.index }
}

/// One node of the graph. Its result is a function of its operation and the results of its inputs.
package struct Step: Hashable, Sendable {
    package let id: StepID
    package let operation: Operation
    /// The root file system that the step starts from; nil for one that starts from nothing.
    package let base: StepID?
    /// The steps whose root file systems it only reads, in the order in which its operation names them: what a copy takes
    /// its files from, what mounts show.
    package let sources: [StepID]
    /// What progress shows: `[build 2/4] RUN make`.
    package let name: String
    /// The instruction that asked for it.
    package let origin: SourceRange?
    /// The name of the stage it belongs to, for `--no-cache-filter`.
    package let stage: String

    package var inputs: [StepID] { (base.map { [$0] } ?? []) + sources }
}

/// What an instruction left in the image's history.
package struct PlannedHistory: Hashable, Sendable {
    package let createdBy: String
    /// The step whose layer this is; nil for an instruction that makes none.
    package let step: StepID?
}

/// A content-addressed graph of steps and the image that its last one becomes.
package struct BuildPlan: Sendable {
    /// In an order in which inputs come first.
    package let steps: [Step]
    /// The step whose root file system is the result; nil for an image without files.
    package let result: StepID?
    /// The config of the result, but for its layers, times and own history.
    package let config: ImageConfig
    /// The history of the base image, which `config.history` holds too, is followed by these.
    package let history: [PlannedHistory]
    /// The name of the stage that is the result, or its number.
    package let target: String
    /// `SOURCE_DATE_EPOCH`: when the image is said to be made, in seconds since 1970; nil where none is given.
    package let sourceDateEpoch: Int64?
    /// What was noticed on the way.
    package let warnings: [Diagnostic]

    package subscript(_ id: StepID) -> Step { steps[id.index] }
}
