import Diagnostics
import Execution
import Glibc
import Planning
import Sandbox
import SystemPackage

/// The options of a build that are for RUN steps, checked.
struct RunStepSettings: Sendable {
    let facilities: RunFacilities
    let authorities: HostAuthorityChoice
    /// `--step-timeout`; the inner nil is no limit.
    let timeLimit: StepTimeLimit??
    let network: NetworkMode
    let entitlements: Set<Entitlement>
    let resources: StepResources

    init(_ options: RunStepOptions, _ session: Session) throws(BuildError) {
        var facilities = RunFacilities()
        for text in options.secret {
            let (id, source) = try SecretSource.parse(text, session)
            facilities.secrets[id] = source
        }
        for text in options.ssh {
            let (id, source) = try AgentSource.parse(text, session)
            facilities.agents[id] = source
        }
        for text in options.cacheMount {
            let (id, directory) = try Self.cacheMount(text, session)
            facilities.cacheDirectories[id] = directory
        }
        for text in options.volume { facilities.volumes.append(try SandboxMount(volume: text, session)) }
        let limits = try ResourceSettings(options.resources)
        facilities.resources = limits.limits
        self.facilities = facilities
        timeLimit = try options.stepTimeout.map { text throws(BuildError) in
            try StepTimeLimit.parse(text, of: "--step-timeout")
        }
        authorities = try HostAuthorityChoice(options.authorities, session)
        network = try Self.network(options.network)
        var entitlements = Set<Entitlement>()
        for text in options.allow { entitlements.insert(try Self.entitlement(text)) }
        self.entitlements = entitlements
        var resources = StepResources()
        guard !options.noHosts || options.addHost.isEmpty else {
            throw BuildError(.usage, "--no-hosts and --add-host exclude each other")
        }
        resources.hasOwnHosts = options.noHosts
        for text in options.addHost { resources.hosts.append(try HostEntry(parsing: text)) }
        resources.limits = limits.processLimits
        resources.names = try NameLookup(options)
        resources.sharedMemory = limits.sharedMemory
        if network == .private, let text = options.addHost.first(where: { $0.hasSuffix("host-gateway") }) {
            throw BuildError(
                .usage, "--add-host '\(text)' can't be used with '--network private': there the machine has no address")
        }
        self.resources = resources
    }

    private static func cacheMount(
        _ text: String, _ session: Session
    ) throws(BuildError) -> (id: String, directory: FilePath) {
        var fields = try CommaSeparatedFields(text, option: "--cache-mount")
        let id = fields.take("id")
        let source = fields.take("source") ?? fields.take("src")
        try fields.finish()
        guard let id, !id.isEmpty, let source, !source.isEmpty else {
            throw fields.error("it names no id or no source", help: "write 'id=NAME,source=DIRECTORY'")
        }
        let directory = session.absolute(source)
        var status = stat()
        guard stat(directory, &status) == 0 else {
            throw BuildError(.notFound, "cache mount '\(source)' can't be used: \(String(cString: strerror(errno)))")
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw BuildError(.usage, "cache mount '\(source)' can't be used: it is not a directory")
        }
        return (id, FilePath(directory))
    }

    private static func network(_ text: String?) throws(BuildError) -> NetworkMode {
        guard let text, text != "default" else { return .host }
        guard let network = NetworkMode(rawValue: text) else {
            throw BuildError(
                .usage, "'\(text)' is not a network: expected default, host, none or private",
                help: Suggestion.help(for: text, in: ["default", "host", "none", "private"]))
        }
        return network
    }

    private static func entitlement(_ text: String) throws(BuildError) -> Entitlement {
        if let entitlement = Entitlement(rawValue: text) { return entitlement }
        let names = Entitlement.allCases.map(\.rawValue)
        throw BuildError(
            .usage, "--allow '\(text)' can't be used: expected \(names.joined(separator: " or "))",
            help: Suggestion.help(for: text, in: names))
    }
}
