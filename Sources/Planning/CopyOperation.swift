package import Diagnostics

/// Where COPY and ADD take files from.
package enum CopySource: Hashable, Sendable {
    /// A directory of the user's: the main build context, or a named one.
    case context(name: String?)
    /// The root file system of `Step.source`.
    case step
    /// A stage or image without any files.
    case nothing
}

/// COPY and ADD.
package struct CopyOperation: Hashable, Sendable {
    /// Which instruction it was, for error messages.
    package let instruction: String
    package let from: CopySource
    /// In the order in which they are copied, each with the place it stands at.
    package let sources: [CopyPath]
    /// Here-documents, copied after all sources.
    package let files: [InlineFile]
    /// Absolute; a slash at the end says that it is a directory.
    package let destination: String
    /// `--chown`, names or numbers; nil for none.
    package let owner: String?
    /// `--chmod`, octal or symbolic; nil for none.
    package let mode: String?
    /// `--exclude`: patterns as in an ignore file, matched below each source.
    package let excludes: [CopyPath]
    /// `--parents`: whether the directories above a source are copied with it.
    package let keepsParents: Bool
    /// `--link`: whether the files are laid over what was there, whose links are not followed. As in BuildKit, a mode
    /// makes an ordinary copy of it.
    package let isLinked: Bool
    /// Whether a local source that is an archive is unpacked.
    package let unpacksArchives: Bool
    /// Whether a fetched source that is an archive is unpacked.
    package let unpacksDownloads: Bool

    package init(
        instruction: String, from: CopySource, sources: [CopyPath], files: [InlineFile] = [], destination: String,
        owner: String? = nil, mode: String? = nil, excludes: [CopyPath] = [], keepsParents: Bool = false,
        isLinked: Bool = false, unpacksArchives: Bool = false, unpacksDownloads: Bool = false
    ) {
        self.instruction = instruction
        self.from = from
        self.sources = sources
        self.files = files
        self.destination = destination
        self.owner = owner
        self.mode = mode
        self.excludes = excludes
        self.keepsParents = keepsParents
        self.isLinked = isLinked
        self.unpacksArchives = unpacksArchives
        self.unpacksDownloads = unpacksDownloads
    }
}

/// A source of COPY or ADD, expanded, with where it was written.
package struct CopyPath: Hashable, Sendable {
    package let path: String
    package let range: SourceRange
    /// What is fetched, if it is no path.
    package let remote: RemoteSource?

    package init(path: String, range: SourceRange, remote: RemoteSource? = nil) {
        self.path = path
        self.range = range
        self.remote = remote
    }
}

/// A here-document that becomes a file.
package struct InlineFile: Hashable, Sendable {
    package let name: String
    /// Expanded, if the delimiter says so.
    package let content: String
    package let range: SourceRange
}
