/// The options of a build as most are written, read without the parser, which finds out by reflection what options there
/// are: that takes several times as long as a build with nothing to do.
extension BuildOptions {
    /// Reads what follows the verb.
    ///
    /// - Returns: nil where there is anything but well-known options and one directory. The parser reads that, and says
    ///   what is wrong with it.
    init?(plain arguments: some Sequence<String>) {
        self.init(context: "")
        var rest = arguments.makeIterator()
        while let argument = rest.next() {
            if let set = Self.plainFlags[argument] {
                set(&self)
            } else if argument.hasPrefix("-") {
                let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
                    String.init)
                guard argument.hasPrefix("--") || parts.count == 1, let set = Self.plainOptions[parts[0]],
                    let value = parts.count == 2 ? parts[1] : rest.next(), !value.isEmpty, !value.hasPrefix("-")
                else { return nil }
                set(&self, value)
            } else {
                guard context.isEmpty, !argument.isEmpty else { return nil }
                context = argument
            }
        }
        guard !context.isEmpty else { return nil }
    }

    private static let plainFlags: [String: @Sendable (inout BuildOptions) -> Void] = [
        "--no-cache": { $0.noCache = true },
        "--push": { $0.push = true },
        "--load": { $0.load = true },
        "--quiet": { $0.quiet = true },
        "-q": { $0.quiet = true },
    ]

    private static let plainOptions: [String: @Sendable (inout BuildOptions, String) -> Void] = [
        "--tag": { $0.tag.append($1) },
        "-t": { $0.tag.append($1) },
        "--file": { $0.file = $1 },
        "-f": { $0.file = $1 },
        "--target": { $0.target = $1 },
        "--build-arg": { $0.buildArg.append($1) },
        "--build-context": { $0.buildContext.append($1) },
        "--label": { $0.label.append($1) },
        "--cache-from": { $0.cacheFrom.append($1) },
        "--cache-to": { $0.cacheTo.append($1) },
        "--secret": { $0.steps.secret.append($1) },
        "--ssh": { $0.steps.ssh.append($1) },
        "--network": { $0.steps.network = $1 },
        "--add-host": { $0.steps.addHost.append($1) },
        "--platform": { $0.platform.append($1) },
        "--output": { $0.output.append($1) },
        "-o": { $0.output.append($1) },
        "--iidfile": { $0.iidfile = $1 },
        "--metadata-file": { $0.metadataFile = $1 },
        "--mirror": { $0.mirror = $1 },
    ]

    /// What the options are where none is given.
    private init(context: String) {
        self.init()
        tag = []
        file = nil
        target = nil
        buildArg = []
        buildArgFile = []
        buildContext = []
        ignorefile = nil
        normalizeModes = false
        label = []
        annotation = []
        noCache = false
        noCacheFilter = []
        cacheFrom = []
        cacheTo = []
        explainCache = false
        jobs = nil
        steps = .unset
        onError = nil
        pull = .missing
        transfers = .unset
        platform = []
        output = []
        format = .oci
        manifest = nil
        timestamp = nil
        sourceDateEpoch = nil
        rewriteTimestamp = false
        squash = false
        push = false
        load = false
        progress = nil
        quiet = false
        iidfile = nil
        metadataFile = nil
        compatibility = .unset
        check = false
        call = nil
        mirror = nil
        self.context = context
    }
}

extension RunStepOptions {
    fileprivate static var unset: Self {
        var options = Self()
        options.secret = []
        options.ssh = []
        options.cacheMount = []
        options.volume = []
        options.authorities = HostAuthorityOptions()
        options.authorities.isWanted = nil
        options.authorities.file = nil
        options.network = nil
        options.stepTimeout = nil
        options.resources = .unset
        options.allow = []
        options.addHost = []
        options.httpProxy = nil
        options.noHosts = false
        options.dns = []
        options.dnsOption = []
        options.dnsSearch = []
        return options
    }
}

extension ResourceOptions {
    fileprivate static var unset: Self {
        var options = Self()
        options.memory = nil
        options.memorySwap = nil
        options.cpus = nil
        options.cpuPeriod = nil
        options.cpuQuota = nil
        options.cpuShares = nil
        options.cpusetCpus = nil
        options.cpusetMems = nil
        options.pidsLimit = nil
        options.shmSize = nil
        options.ulimit = []
        return options
    }
}

extension TransferOptions {
    fileprivate static var unset: Self {
        var options = Self()
        options.access = RegistryOptions()
        options.access.tlsVerify = nil
        options.access.certDir = nil
        options.authfile = nil
        options.creds = nil
        options.retry = nil
        options.retryDelay = nil
        return options
    }
}

extension CompatibilityOptions {
    fileprivate static var unset: Self {
        var options = Self()
        options.provenance = nil
        options.sbom = nil
        options.attest = []
        options.builder = nil
        options.rm = false
        options.forceRm = false
        options.layers = false
        return options
    }
}
