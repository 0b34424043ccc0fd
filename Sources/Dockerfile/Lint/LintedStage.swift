import Diagnostics

/// A stage with what its words expand to.
struct LintedStage {
    /// What a stage stands on.
    enum Base {
        case scratch
        case stage(Int)
        /// An image, by its name in the Dockerfile, expanded; nil if the name can't be expanded.
        case image(String?)
        /// A build context that takes the image's place.
        case context
    }

    let stage: Stage
    let base: Base
    let steps: [LintedStep]
}

/// An instruction with what its words expand to.
final class LintedStep {
    let instruction: Instruction
    /// Where findings about it are shown: the instruction; the FROM for the triggers of a stage that it names.
    let statement: any SourceStatement
    /// The variables without a value, each with a name that was probably meant.
    var undefined: [(name: String, similar: String?)] = []
    /// The sources of COPY and ADD that are in a context; the directory of WORKDIR.
    var paths: [String] = []
    /// The names that ENV and ARG set.
    var names: [String] = []
    /// The values of what ARG declares, in the order of `names`.
    var values: [String?] = []
    /// The ports of EXPOSE.
    var ports: [String] = []
    /// Whether a shell other than the default one reads shell forms.
    var hasShell = false
    /// Whether WORKDIR was used before.
    var hasWorkingDirectory = false
    /// The commands of RUN.
    private(set) lazy var commands: [ShellCommand] = {
        guard case .run(let run) = instruction.kind else { return [] }
        return ShellCommand.all(in: run)
    }()

    init(instruction: Instruction, statement: any SourceStatement) {
        self.instruction = instruction
        self.statement = statement
    }
}
