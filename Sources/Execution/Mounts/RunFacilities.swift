import Diagnostics
import Layers
package import Sandbox
package import SystemPackage

/// What the command line gives RUN steps and what no plan, key, layer or log knows of.
package struct RunFacilities: Sendable {
    /// `--secret`, by name.
    package var secrets: [String: SecretSource]
    /// `--ssh`, by name.
    package var agents: [String: AgentSource]
    /// `--cache-mount`: directories of the machine, by the id of the cache mounts that they take the place of.
    package var cacheDirectories: [String: FilePath]

    /// `--volume`: files and directories of the machine that all steps see; each is bound.
    package var volumes: [SandboxMount]
    /// `--host-ca`: certificate authorities that all steps trust.
    package var authorities: HostAuthorities?

    /// What each step may take of the machine.
    package var resources = ResourceLimits()
    /// How long each step's command may run; nil is no limit.
    package var timeLimit: StepTimeLimit?

    package init(
        secrets: [String: SecretSource] = [:], agents: [String: AgentSource] = [:],
        cacheDirectories: [String: FilePath] = [:], volumes: [SandboxMount] = []
    ) {
        self.volumes = volumes
        self.secrets = secrets
        self.agents = agents
        self.cacheDirectories = cacheDirectories
    }
}

/// How long the command of a step may run.
package struct StepTimeLimit: Hashable, Sendable {
    package let duration: Duration
    /// As it was given: `10m`.
    package let text: String

    package init(duration: Duration, text: String) {
        self.duration = duration
        self.text = text
    }
}

/// Where a secret is.
package enum SecretSource: Hashable, Sendable {
    /// A file, absolute.
    case file(FilePath)
    /// The value of a variable of Pith's own environment; nil for one that is not set.
    case value(String?)
}

/// What answers for an SSH agent.
package enum AgentSource: Hashable, Sendable {
    /// The socket of an agent, absolute.
    case socket(FilePath)
    /// Files of private keys, absolute.
    case keys([FilePath])
}
