import CLinux
import Glibc
import SystemPackage

extension OpenFile {
    /// Deletes a name in this directory with all that is below it, following no link and entering no other mount.
    ///
    /// Directories that can't be read are made readable first, so that an ordinary user can delete all they own. Trees
    /// may be of any depth: what lies too deep is moved up before it is deleted.
    ///
    /// - Throws: `EXDEV` for a mount point, `ENOENT` if the name isn't there.
    func removeTree(_ name: FileName) throws(Errno) {
        do throws(Errno) {
            try remove(name, isDirectory: false)
            return
        } catch .isDirectory {
            // Emptied first.
        }
        let directory = try openToEmpty(name)
        var remover = TreeRemover(top: directory)
        try remover.empty(directory, depth: 0)
        try remove(name, isDirectory: true)
    }

    /// Opens a directory whose entries are to go.
    fileprivate func openToEmpty(_ name: FileName) throws(Errno) -> OpenFile {
        do throws(Errno) {
            return try openInSameMount(name)
        } catch .permissionDenied {
            guard try status(of: name).isDirectory else { throw .notDirectory }
            try setMode(0o700, of: name)
            return try openInSameMount(name)
        }
    }

    private func openInSameMount(_ name: FileName) throws(Errno) -> OpenFile {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        let descriptor = try name.withCString { name throws(Errno) in
            try SystemCall.attempt {
                linux_openat2(
                    raw, name, flags,
                    UInt64(linux_resolve_no_mount_points | linux_resolve_beneath | linux_resolve_no_links))
            }
        }
        return OpenFile(taking: FileDescriptor(rawValue: descriptor))
    }
}

/// Empties a directory with one open directory for each level, down to a fixed depth.
private struct TreeRemover {
    /// Where directories from below the deepest level go.
    let top: OpenFile
    /// Makes the names of moved directories unique.
    private var moved = 0

    init(top: OpenFile) {
        self.top = top
    }

    /// Deletes all entries of a directory.
    mutating func empty(_ directory: OpenFile, depth: Int) throws(Errno) {
        // Directories that were moved up show in the next listing of the top.
        while true {
            let names = try directory.entries()
            if names.isEmpty { return }
            for name in names { try remove(name, from: directory, depth: depth) }
            if depth > 0 { return }
        }
    }

    private mutating func remove(_ name: FileName, from directory: OpenFile, depth: Int) throws(Errno) {
        do throws(Errno) {
            return try unlink(name, from: directory)
        } catch .isDirectory {
            if depth == TreeRemover.deepest { return try moveUp(name, from: directory) }
            try empty(directory.openToEmpty(name), depth: depth + 1)
            try directory.remove(name, isDirectory: true)
        }
    }

    private func unlink(_ name: FileName, from directory: OpenFile) throws(Errno) {
        do throws(Errno) {
            try directory.remove(name, isDirectory: false)
        } catch .permissionDenied {
            try directory.setMode(0o700)
            try directory.remove(name, isDirectory: false)
        }
    }

    private mutating func moveUp(_ name: FileName, from directory: OpenFile) throws(Errno) {
        // To move a directory is to write its `..`.
        try directory.setMode(0o700, of: name)
        while true {
            moved += 1
            do throws(Errno) {
                return try directory.rename(name, to: FileName(".deep-\(moved)".utf8), in: top)
            } catch .fileExists, .directoryNotEmpty, .notDirectory {
                continue
            }
        }
    }

    /// Levels with a descriptor each.
    private static let deepest = 64
}

extension OpenFile {
    /// renameat(2)
    func rename(_ name: FileName, to newName: FileName, in directory: OpenFile) throws(Errno) {
        try name.withCString { name throws(Errno) in
            try newName.withCString { newName throws(Errno) in
                _ = try SystemCall.attempt { renameat(raw, name, directory.raw, newName) }
            }
        }
    }
}
