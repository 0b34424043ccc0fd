package import Diagnostics
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

/// Where COPY and ADD take files from.
package enum CopySource: Hashable, Sendable {
    /// A directory of the user's: the main build context, or a named one.
    case context(name: String?)
    /// The root file system of the step's only source.
    case step
    /// A stage or image without any files.
    case nothing
}

/// COPY, and ADD of local files.
package struct CopyOperation: Hashable, Sendable {
    /// Which instruction it was, for error messages.
    package let instruction: String
    package let from: CopySource
    /// Each with the place it stands at.
    package let sources: [CopyPath]
    /// Absolute; a slash at the end says that it is a directory.
    package let destination: String
    /// `--chown`, names or numbers; nil for none.
    package let owner: String?
    /// `--chmod`, octal or symbolic; nil for none.
    package let mode: String?
    /// Whether a source that is an archive would be unpacked (ADD).
    package let unpacksArchives: Bool
}

/// A source of COPY, expanded, with where it was written.
package struct CopyPath: Hashable, Sendable {
    package let path: String
    package let range: SourceRange
}

/// WORKDIR.
package struct MakeDirectoryOperation: Hashable, Sendable {
    /// Absolute.
    package let path: String
    /// The owner of what is made, as USER gave it; empty for root.
    package let user: String
}
