import Dockerfile
import ImageModel

/// Where a stage stands between two instructions.
struct StageState {
    /// What step names show: `build`, `stage-1`, `linux/arm64 build`, or nothing where there is one stage only.
    let label: String
    let stageIndex: Int
    /// The stage's name or number.
    let stage: String
    /// The number of steps the stage has, its FROM included.
    let stepCount: Int
    /// The number of the last step; FROM is the first.
    var stepNumber = 1

    /// The base image's config; `config` replaces its `config` in the end.
    var image: ImageConfig
    var config = ContainerConfig()
    var fileSystem: StepID?
    var history: [PlannedHistory] = []

    /// ENV and ARG values in the order in which they were set, as RUN sees them.
    private(set) var environment: [(name: String, value: String)] = []
    /// ARGs in the order of their declaration, for RUN's history.
    private(set) var arguments: [(name: String, value: String?)] = []
    /// Whether this stage has had a CMD, which an ENTRYPOINT then keeps.
    var hasCommand = false

    init(label: String, stage: Stage, stepCount: Int, platform: Platform) {
        self.label = label
        stageIndex = stage.index
        self.stage = StageGraph.label(stage)
        self.stepCount = stepCount
        image = ImageConfig(platform: platform)
        config.workingDir = "/"
    }

    /// `[build 2/4] RUN make`
    func stepName(_ text: String) -> String {
        "[\(label.isEmpty ? "" : "\(label) ")\(stepNumber)/\(stepCount)] \(text)"
    }

    /// FROM an earlier stage: everything but its place in the file.
    mutating func inherit(_ base: StageState) {
        image = base.image
        config = base.config
        fileSystem = base.fileSystem
        history = base.history
        environment = base.environment
    }

    /// FROM an image: its config, for the platform that was asked for.
    mutating func stand(on base: ResolvedImage, _ platform: Platform) {
        image = base.config
        image.os = platform.os
        image.architecture = platform.architecture
        image.variant = platform.variant
        image.created = nil
        config = base.config.config
        for entry in config.env {
            let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            set(String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
        }
    }

    /// Every image has a PATH (docker's default for Linux).
    mutating func completePath() {
        guard config.environmentValue("PATH") == nil else { return }
        setEnvironment("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
    }

    /// The value that an expansion sees.
    func value(of name: String) -> String? { environment.first { $0.name == name }?.value }

    /// ENV: for this stage, its children and the image.
    mutating func setEnvironment(_ name: String, _ value: String) {
        config.setEnvironment(name, value)
        set(name, value)
    }

    /// ARG: for this stage and its children; without a value the name is only declared. One that is declared again keeps
    /// its place.
    mutating func setArgument(_ name: String, _ value: String?) {
        if let index = arguments.firstIndex(where: { $0.name == name }) {
            arguments[index].value = value
        } else {
            arguments.append((name, value))
        }
        if let value { set(name, value) }
    }

    private mutating func set(_ name: String, _ value: String) {
        if let index = environment.firstIndex(where: { $0.name == name }) {
            environment[index].value = value
        } else {
            environment.append((name, value))
        }
    }
}
