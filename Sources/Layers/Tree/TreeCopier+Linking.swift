import Diagnostics
import SystemPackage

/// `--link`: what is copied comes out as if it had been copied into an empty file system, and that laid over the one that
/// is there.
extension TreeCopier {
    /// Makes the directories of a path. What is in their way goes, a link too; a directory that is there gets the owner
    /// and mode of one that is made.
    func layDirectories(_ path: FilePath, mode: UInt16, modified: FileTime) throws(BuildError) {
        var current = FilePath("/")
        for component in path.components {
            current.append(component)
            let status = try destination.status(of: current)
            if status?.isDirectory == false { try destination.removeTree(current) }
            if status?.isDirectory == true {
                let directory = try destination.open(current, options: [.directory, .noFollow])
                do throws(Errno) {
                    try directory.setMetadata(owner: attributes.createdOwner, mode: mode)
                } catch {
                    throw destination.failure(error, current, "be written")
                }
            } else {
                try destination.makeDirectories(
                    current, mode: mode, owner: attributes.createdOwner, modified: modified)
            }
        }
    }

    /// Removes a directory where something else is to go, and anything else where a directory is to go. Without `--link`
    /// these are errors.
    func makeRoom(for path: FilePath, isDirectory: Bool, in directory: OpenFile) throws(Errno) {
        guard isLinked, let name = path.lastComponent.map({ FileName($0) }),
            let status = try directory.statusIfPresent(of: name), status.isDirectory != isDirectory
        else { return }
        try directory.removeTree(name)
    }
}
