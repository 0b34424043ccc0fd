import Diagnostics
import ImageModel
import Layers
import Planning
import SystemPackage

/// A tree that files are copied from.
struct CopySourceTree: Sendable {
    let root: RootedDirectory
    var filter: TreeFilter?
    /// Where the digests of its files are remembered, if they are.
    let index: FilePath?
    /// Whether files keep their owners, unless `--chown` gives them all one: those of another stage do.
    let keepsOwner: Bool
    /// Whether files get the modes that git would give them.
    var normalizesModes = false
}

/// Files that are copied from one tree, one after the other.
struct CopyGroup: Sendable {
    let tree: CopySourceTree
    let matches: [SourceMatch]
    /// The source that named them.
    let range: SourceRange
    /// Whether a file that is an archive is unpacked.
    let unpacks: Bool
    /// For cache keys, in place of a digest of the files; nil where they have to be read.
    var key: Digest?

    /// Copies the files to where the instruction says.
    ///
    /// - Parameters:
    ///   - owner: the owner that `--chown` means.
    ///   - earlier: what an earlier layer has of the same copy.
    func copy(
        to copy: CopyOperation, in destination: RootedDirectory, owner: FileOwner?, _ earlier: EarlierCopy?
    ) throws(BuildError) {
        let attributes = CopyAttributes(
            owner: owner, keepsOwner: tree.keepsOwner && owner == nil, modeChange: try copy.modeChange(),
            normalizesModes: tree.normalizesModes)
        var copier = TreeCopier(
            from: tree.root, to: destination, attributes: attributes, filter: tree.filter, isLinked: copy.isLinked,
            earlier: earlier)
        let target = CopyDestination(copy.destination)
        guard unpacks else { return try copier.copy(matches, to: target) }
        for match in matches {
            if try ArchiveSniffer.isArchive(match.path, in: tree.root) {
                try unpack(match.path, with: copier, to: target, in: destination, owner: owner)
            } else {
                try copier.copy([match], to: target)
            }
        }
    }

    private func unpack(
        _ path: FilePath, with copier: TreeCopier, to target: CopyDestination, in destination: RootedDirectory,
        owner: FileOwner?
    ) throws(BuildError) {
        let archive = try tree.root.open(path)
        let directory = try copier.prepareDirectory(target, like: path)
        do throws(BuildError) {
            try ArchiveUnpacker(owner: owner).unpack(
                FileSource(archive.descriptor), into: directory, of: destination)
        } catch {
            throw BuildError(error.code, "'\(path)' can't be unpacked: \(error.message)", underlying: error)
                .located(at: range)
        }
    }

    /// The digest of the files, as the instruction gives them owners and modes.
    ///
    /// - Parameter index: remembers the digests of the tree's files.
    func digest(for copy: CopyOperation, _ index: StatIndex?) throws(BuildError) -> Digest {
        if let key { return key }
        // Whose names `--chown` means is only known where it is copied to; its text is part of the key.
        let attributes = CopyAttributes(
            keepsOwner: tree.keepsOwner && copy.owner == nil, modeChange: try copy.modeChange(),
            normalizesModes: tree.normalizesModes)
        var digest = TreeDigest(in: tree.root, attributes: attributes, filter: tree.filter, index: index)
        return try digest.digest(of: matches)
    }
}

extension CopyOperation {
    /// The owner that `--chown` means where it is copied to.
    func owner(in destination: RootedDirectory) throws(BuildError) -> FileOwner? {
        try owner.map { text throws(BuildError) in try AccountDatabase(in: destination).owner(text) }
    }

    func modeChange() throws(BuildError) -> ModeChange? {
        try mode.map { text throws(BuildError) in try ModeChange(parsing: text) }
    }
}
