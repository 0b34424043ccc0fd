import Dockerfile

/// What COPY and ADD have in common, as it is written.
struct CopyWords {
    let keyword: String
    let sources: [Word]
    let destination: Word
    let chown: Word?
    let chmod: Word?
    let checksum: Word?
    let heredocs: [Heredoc]
    let excludes: [Word]
    let keepsParents: Bool
    let isLinked: Bool
    let unpacksArchives: Bool
    let unpacksDownloads: Bool
    /// `--keep-git-dir`; nil where nothing is said.
    let keepsGitDirectory: Bool?

    init(_ copy: CopyInstruction) {
        keyword = "COPY"
        sources = copy.sources
        destination = copy.destination
        chown = copy.chown
        chmod = copy.chmod
        checksum = nil
        keepsGitDirectory = nil
        heredocs = copy.heredocSources
        excludes = copy.excludes
        keepsParents = copy.parents
        isLinked = copy.link
        unpacksArchives = false
        unpacksDownloads = false
    }

    init(_ add: AddInstruction) {
        keyword = "ADD"
        sources = add.sources
        destination = add.destination
        chown = add.chown
        chmod = add.chmod
        checksum = add.checksum
        keepsGitDirectory = add.keepGitDirectory
        heredocs = add.heredocSources
        excludes = add.excludes
        keepsParents = false
        isLinked = add.link
        unpacksArchives = add.unpack ?? true
        unpacksDownloads = add.unpack ?? false
    }
}
