package import Diagnostics
package import ImageModel
import SystemPackage

/// The files of a tree that are copied, each with a digest of what it is: for people, who want to know which one changed.
package struct TreeListing {
    private let root: RootedDirectory
    private let filter: TreeFilter?
    private let contents: ContentDigests
    private let limit: Int

    /// - Parameters:
    ///   - filter: what counts as absent.
    ///   - index: known digests of files; nil reads every file.
    ///   - limit: the most files that are listed.
    package init(in root: RootedDirectory, filter: TreeFilter? = nil, index: StatIndex? = nil, limit: Int) {
        self.root = root
        self.filter = filter
        contents = ContentDigests(root: root, index: index)
        self.limit = limit
    }

    /// The files by their paths from the root; nil if there are more than the limit.
    ///
    /// - Throws: the root's failure code if something can't be read.
    package func files(of matches: [SourceMatch]) throws(BuildError) -> [String: Digest]? {
        var files = [String: Digest]()
        for match in matches {
            switch try match.content(in: root, filter: filter) {
            case .file(let entry): try add(entry, to: &files)
            case .directory(_, var walk):
                while let event = try walk.next() {
                    if case .file(let entry) = event { try add(entry, to: &files) }
                    if files.count > limit { return nil }
                }
            }
        }
        return files.count > limit ? nil : files
    }

    private func add(_ entry: TreeEntry, to files: inout [String: Digest]) throws(BuildError) {
        var hasher = DigestHasher()
        hasher.update(number: Int(entry.status.kind.rawValue))
        hasher.update(number: Int(entry.status.mode))
        switch entry.status.kind {
        case .regular:
            if let known = contents.known(entry) {
                hasher.update(digest: known)
            } else {
                for digest in try contents.read([entry]) { hasher.update(digest: digest) }
            }
        case .symbolicLink:
            do throws(Errno) {
                let target = try entry.directory.readLink(entry.name)
                hasher.update(digest: Digest(of: target))
            } catch {
                throw root.failure(error, entry.path, "be read")
            }
        default: break
        }
        files[entry.path.string] = hasher.finalize()
    }
}
