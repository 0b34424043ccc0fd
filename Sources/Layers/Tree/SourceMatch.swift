import Diagnostics
import Glibc
package import SystemPackage

/// A file or directory that is to be copied.
package struct SourceMatch: Hashable, Sendable {
    /// The path from the source's `/`, links already followed.
    package let path: FilePath
    /// The name before links were followed, which a copied file gets; nil for the root directory.
    let name: FileName?

    /// All there is in the source.
    package static let root = SourceMatch(path: "/", name: nil)

    init(path: FilePath, name: FilePath.Component?) {
        self.path = path
        self.name = name.map { FileName($0) }
    }

    /// A file that is not looked for: it is at a path without links, and is copied under a name.
    ///
    /// - Parameter name: nil for the last component of the path.
    package init(file path: FilePath, named name: String? = nil) {
        self.path = path
        self.name = name.map { FileName($0.utf8) } ?? path.lastComponent.map { FileName($0) }
    }

    /// The name that a copied file gets, for patterns.
    package var copiedName: String? { name?.description }

    /// What there is to copy.
    enum Content {
        case file(TreeEntry)
        /// The directory itself, and the walk over what is in it.
        case directory(OpenFile, TreeWalk)
    }

    /// Looks at what is there now.
    ///
    /// - Throws: the root's failure code.
    func content(in root: RootedDirectory, filter: TreeFilter?) throws(BuildError) -> Content {
        do throws(Errno) {
            if let last = path.lastComponent {
                let name = FileName(last)
                let parent = try root.openInRoot(path.removingLastComponent(), O_RDONLY | O_DIRECTORY)
                let status = try parent.status(of: name)
                if !status.isDirectory {
                    let parentPath = path.removingLastComponent().walkPrefix
                    return .file(TreeEntry(directory: parent, parentPath: parentPath, name: name, status: status))
                }
            }
            let directory = try root.openInRoot(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
            return .directory(directory, try TreeWalk(of: directory, at: path, in: root, filter: filter))
        } catch {
            throw root.failure(error, path, "be read")
        }
    }
}
