package import ImageModel

/// What a step does. Closed: whoever evaluates plans handles every case.
package enum Operation: Hashable, Sendable {
    /// The root file system of a base image.
    case image(ResolvedImage)
    /// A command in the root file system.
    case run(RunOperation)
    /// Files from a build context or from another step's root file system.
    case copy(CopyOperation)
    /// WORKDIR: a directory, with its parents, unless it is there.
    case makeDirectory(MakeDirectoryOperation)
}

/// RUN.
package struct RunOperation: Hashable, Sendable {
    package let arguments: [String]
    /// `NAME=value`; part of the cache key.
    package let environment: [String]
    /// Proxy variables: given to the process, no part of the cache key.
    package let proxyEnvironment: [String]
    package let workingDirectory: String
    /// As USER gave it; empty for root.
    package let user: String
    package let network: NetworkMode
}

/// How a step reaches the network.
package enum NetworkMode: String, Hashable, Sendable, CaseIterable {
    /// The host's network.
    case host
    /// A loopback interface of its own and nothing else.
    case none
}

/// WORKDIR.
package struct MakeDirectoryOperation: Hashable, Sendable {
    /// Absolute.
    package let path: String
    /// The owner of what is made, as USER gave it; empty for root.
    package let user: String
}
