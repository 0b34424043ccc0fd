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

/// WORKDIR.
package struct MakeDirectoryOperation: Hashable, Sendable {
    /// Absolute.
    package let path: String
    /// The owner of what is made, as USER gave it; empty for root.
    package let user: String
}
