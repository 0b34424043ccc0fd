import Diagnostics
import Planning
import Sandbox
import Store

/// What a step's mounts come to.
struct PreparedMounts: Sendable {
    var mounts: [SandboxMount] = []
    /// Variables that secrets and agents set.
    var environment: [(name: String, value: String)] = []
    /// Groups and hooks that devices bring along.
    var groups: [UInt32] = []
    var hooks: [SandboxHook] = []
    /// What will still be there when the build has ended.
    var lasting: [FailedStep.Mount] = []
    /// What the log must not show.
    var secrets: [[UInt8]] = []

    /// - Parameter volumes: what all steps see. A step's own mounts lie on top of it.
    init(volumes: [SandboxMount] = []) {
        mounts = volumes
        lasting = volumes.compactMap(FailedStep.Mount.init(volume:))
    }
}

/// The step whose mounts are prepared.
struct MountingStep: Sendable {
    let step: Step
    let inputs: StepInputs
    /// The cache mounts that it has, by their targets.
    let caches: [String: CacheMountPlace]
}

/// A cache mount while a step has it.
enum CacheMountPlace: Sendable {
    case store(CacheMountUse)
    /// A directory of the machine.
    case directory(String, KeyLock)

    var files: String {
        switch self {
        case .store(let use): use.files
        case .directory(let path, _): path
        }
    }
}
