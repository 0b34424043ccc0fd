package import Diagnostics
import Glibc
package import SystemPackage

extension RootedDirectory {
    /// Makes a directory and those above it that are missing. Links in the path are followed inside the root.
    ///
    /// - Parameters:
    ///   - mode: permission bits of the directories made, whatever the process's umask.
    ///   - owner: who owns the directories made; nil leaves them to the process.
    ///   - modified: the time of the directories made; the one that they are made in keeps its own. Nil leaves the times
    ///     to the kernel, and with them a layer that differs each time.
    /// - Returns: the directories made, resolved, the highest first.
    /// - Throws: `failureCode` if something other than a directory is in the way, `diskFull`.
    @discardableResult
    package func makeDirectories(
        _ path: FilePath, mode: UInt16 = 0o755, owner: FileOwner? = .root, modified: FileTime? = nil
    ) throws(BuildError) -> [FilePath] {
        let resolved = try resolve(path)
        var made = [FilePath]()
        var parent = directory
        var current = FilePath("/")
        var times = [(directory: OpenFile, modified: FileTime)]()
        for component in resolved.components {
            current.append(component)
            let name = FileName(component)
            do throws(Errno) {
                do throws(Errno) {
                    parent = try parent.openDirectory(name)
                } catch .noSuchFileOrDirectory {
                    if modified != nil, made.isEmpty { times.append((parent, try parent.status().modified)) }
                    parent = try parent.makeAndOpenDirectory(name, mode: mode, owner: owner)
                    if let modified { times.append((parent, modified)) }
                    made.append(current)
                }
            } catch {
                throw failure(error, current, "be used as a directory")
            }
        }
        do throws(Errno) {
            for (directory, modified) in times { try directory.setModified(modified) }
        } catch {
            throw failure(error, current, "be given its time")
        }
        return made
    }

    /// Deletes what is at `path` with all that is below it; nothing there is no error. The last component is not
    /// followed if it is a link.
    ///
    /// - Throws: `failureCode` for what can't be deleted, a mount point included.
    package func removeTree(_ path: FilePath) throws(BuildError) {
        guard let name = path.lastComponent, name.kind == .regular else {
            throw failure(.invalidArgument, path, "be deleted")
        }
        do throws(Errno) {
            let parent = try openInRoot(path.removingLastComponent(), O_RDONLY | O_DIRECTORY)
            try parent.removeTree(FileName(name))
        } catch .noSuchFileOrDirectory {
            return
        } catch {
            throw failure(error, path, "be deleted")
        }
    }
}

extension OpenFile {
    /// Makes a directory with exactly this mode and owner.
    fileprivate func makeAndOpenDirectory(
        _ name: FileName, mode: UInt16, owner: FileOwner?
    ) throws(Errno) -> OpenFile {
        try makeDirectory(name, mode: 0o700)
        let directory = try openDirectory(name)
        if let owner { try directory.setOwner(owner) }
        try directory.setMode(mode)
        return directory
    }
}
