package import ImageModel

/// What a Dockerfile may only do where the command line allows it (`--allow`).
package enum Entitlement: String, Hashable, Sendable, CaseIterable {
    /// `RUN --network=host`.
    case hostNetwork = "network.host"
    /// `RUN --security=insecure`.
    case privileges = "security.insecure"
    /// `RUN --device`.
    case devices = "device"
}

/// What a build is asked to do, apart from the Dockerfile itself.
package struct BuildRequest: Sendable {
    /// Variables that reach RUN without an ARG, in this spelling and in small letters (Dockerfile reference, "Predefined
    /// ARGs").
    package static let proxyNames = ["HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY"]

    /// The value of `SOURCE_DATE_EPOCH` that is the time of the main build context.
    package static let timeOfContext = "context"

    /// The stage to stop at; nil for the last one.
    package var target: String?
    /// `--build-arg`, already completed from the environment.
    package var buildArguments: [String: String]
    /// What `SOURCE_DATE_EPOCH=context` means, in seconds since 1970; nil if it means nothing.
    package var contextTime: Int64?
    /// `--label`, laid over the final image's own.
    package var labels: [String: String]
    package var platform: Platform
    /// Whether it is one of several platforms that are built together, which the names of steps then tell apart.
    package var isOneOfSeveral = false
    /// The names of `--build-context` that are directories; others are images and are asked for as such.
    package var directoryContexts: Set<String>
    /// The names of `--build-context` that are images: they go before a stage of the same name.
    package var imageContexts: Set<String>
    /// The network of RUN steps that do not ask for one.
    package var network: NetworkMode
    /// What RUN steps may ask for beyond the usual.
    package var entitlements: Set<Entitlement>
    /// What all RUN steps have.
    package var resources: StepResources

    package init(
        target: String? = nil, buildArguments: [String: String] = [:], labels: [String: String] = [:],
        platform: Platform = .host, directoryContexts: Set<String> = [], imageContexts: Set<String> = [],
        network: NetworkMode = .host, entitlements: Set<Entitlement> = [], resources: StepResources = StepResources()
    ) {
        self.target = target
        self.buildArguments = buildArguments
        self.labels = labels
        self.platform = platform
        self.directoryContexts = directoryContexts
        self.imageContexts = imageContexts
        self.network = network
        self.entitlements = entitlements
        self.resources = resources
    }

    /// The build context that a name in `FROM` or `--from` means: the name itself, without the tag `latest`, or its
    /// familiar form. A name that carries another tag matches only a context that names that tag.
    package func context(_ name: String, in names: Set<String>) -> String? {
        if names.contains(name) { return name }
        guard let reference = try? ImageReference(parsing: name), reference.digest == nil else { return nil }
        return names.first { candidate in
            guard let other = try? ImageReference(parsing: candidate) else { return false }
            return other == reference || (other.name == reference.name && other.tag == reference.tag)
        }
    }
}
