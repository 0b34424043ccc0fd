import Diagnostics
import Layers
import Planning
import Sandbox
import SystemPackage

extension RunOperation {
    /// The process in a root file system that is mounted. Its working directory is made if it is missing.
    ///
    /// - Throws: `invalidInput` for a user that the root does not know.
    func process(in path: FilePath, _ mounts: PreparedMounts) throws(BuildError) -> SandboxProcess {
        let root = try RootedDirectory(path)
        let user = try AccountDatabase(in: root).user(user)
        // A directory that an earlier step has removed again is made anew, as for a container.
        if try root.status(of: FilePath(workingDirectory)) == nil {
            try root.makeDirectories(FilePath(workingDirectory))
        }
        var process = SandboxProcess(
            root: path, arguments: arguments, environment: environment(mounts, home: user.home ?? "/"),
            workingDirectory: FilePath(workingDirectory), network: SandboxNetwork(network))
        process.user = user.user
        process.group = user.group
        process.supplementaryGroups = user.supplementaryGroups + mounts.groups
        process.hooks = mounts.hooks
        process.hostname = hostname ?? "buildkitsandbox"
        process.mounts = mounts.mounts
        process.hosts = resources.hosts.map { HostAddress(name: $0.name, address: $0.address) }
        process.hasOwnHosts = resources.hasOwnHosts
        if let names = resources.names { process.names = SandboxNames(names) }
        process.sharedMemory = resources.sharedMemory
        process.limits = resources.limits.map { ProcessLimit(type: $0.name, hard: $0.hard, soft: $0.soft) }
        if isPrivileged {
            process.isPrivileged = true
            process.capabilities = Capability.available
        }
        return process
    }

    /// The stage's variables, the proxies, what mounts set, and HOME, which docker sets for a process whose environment has
    /// none.
    private func environment(_ mounts: PreparedMounts, home: String) -> [String] {
        var environment = environment + proxyEnvironment
        for (name, value) in mounts.environment {
            let isSet = environment.contains { $0.hasPrefix("\(name)=") }
            // A stage that names an agent of its own means it.
            if isSet, name == OperationRunner.agentVariable { continue }
            environment.removeAll { $0.hasPrefix("\(name)=") }
            environment.append("\(name)=\(value)")
        }
        return environment.contains { $0.hasPrefix("HOME=") } ? environment : environment + ["HOME=\(home)"]
    }
}

extension SandboxNames {
    fileprivate init(_ names: NameLookup) {
        switch names {
        case .ofImage: self = .ofRoot
        case .settings(let servers, let domains, let options):
            self = .changed(servers: servers, domains: domains, options: options)
        }
    }
}

extension SandboxNetwork {
    fileprivate init(_ mode: NetworkMode) {
        switch mode {
        case .host: self = .host
        case .none: self = .none
        case .private: self = .private
        }
    }
}
