import Planning
import Sandbox
import SystemPackage
import Store

/// What is kept of a RUN step that failed, beside its files, so that a command can be run as it was. No secret is in it.
package struct FailedStep: Codable, Sendable {
    /// A mount that is still there when the build has ended.
    enum Mount: Codable, Sendable {
        /// A cache mount of the store, by the name of its directory.
        case cache(name: String, isShared: Bool, target: String, isReadOnly: Bool)
        /// A directory of the machine in the place of a cache mount, or a volume.
        case directory(String, target: String, isReadOnly: Bool)
        case tmpfs(limit: Int64?, target: String, isReadOnly: Bool)
        case script(name: String, content: String, target: String)
    }

    /// As progress showed it.
    package let name: String
    /// The snapshot below its layer; nil for none.
    let base: Int64?
    let environment: [String]
    let workingDirectory: String
    let user: String
    let shell: String
    let network: NetworkMode
    let isPrivileged: Bool
    let resources: StepResources
    let mounts: [Mount]

    init(_ step: Step, _ run: RunOperation, on base: Int64?, _ mounts: [Mount]) {
        name = step.name
        self.base = base
        environment = run.environment + run.proxyEnvironment
        workingDirectory = run.workingDirectory
        user = run.user
        shell = run.shell
        network = run.network
        isPrivileged = run.isPrivileged
        resources = run.resources
        self.mounts = mounts
    }

    /// A step that runs the stage's shell as the failed one ran its command; as another user if one is given.
    func operation(of user: String?) -> RunOperation {
        RunOperation(
            arguments: [shell], environment: environment, workingDirectory: workingDirectory, user: user ?? self.user,
            network: network, isPrivileged: isPrivileged, resources: resources, shell: shell)
    }
}

extension FailedStep.Mount {
    /// A file or directory of the machine that all steps see.
    init?(volume: SandboxMount) {
        guard case .bind(let source, _) = volume.kind else { return nil }
        self = .directory(source.string, target: volume.destination.string, isReadOnly: volume.isReadOnly)
    }

    /// What is still there of a mount when the build has ended; nil for secrets, agents, and what was copied for the build.
    ///
    /// - Parameter place: where its files are, for a cache mount.
    init?(_ mount: StepMount, _ place: CacheMountPlace?) {
        switch (mount.kind, place) {
        case (.cache(let cache), .store(let use)?):
            self = .cache(
                name: use.name, isShared: cache.sharing == .shared, target: mount.target, isReadOnly: cache.isReadOnly)
        case (.cache(let cache), .directory(let path, _)?):
            self = .directory(path, target: mount.target, isReadOnly: cache.isReadOnly)
        case (.tmpfs(let limit, let isReadOnly), _):
            self = .tmpfs(limit: limit, target: mount.target, isReadOnly: isReadOnly)
        case (.script(let name, let content), _): self = .script(name: name, content: content, target: mount.target)
        case (.cache, nil), (.bind, _), (.secret, _), (.agent, _): return nil
        }
    }
}
