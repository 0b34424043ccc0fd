import Glibc

/// A file that only takes up space. On a full disk pruning deletes it first, since to delete records the database needs
/// room for its log.
package enum SpaceReserve {
    /// Enough to log the deletion of a thousand snapshots.
    private static let size = 4 << 20
    /// A file system with less free space than this keeps none.
    private static let leastFree: Int64 = 64 << 20

    /// Makes the reserve where it is missing and there is plenty of space. Only a help, so a failure is no error.
    static func keep(in directory: StoreDirectory) {
        guard access(directory.reserve, F_OK) != 0, let free = FileSystemSpace(of: directory.path)?.free,
            free >= leastFree
        else { return }
        let file = open(directory.reserve, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { return }
        defer { close(file) }
        if posix_fallocate(file, 0, off_t(size)) != 0 { unlink(directory.reserve) }
    }

    /// Gives the space back, before the store is opened to prune it; opening it makes the reserve again if the disk is not
    /// full.
    package static func release(in directory: StoreDirectory) {
        unlink(directory.reserve)
    }
}

/// The space of the file system that a directory is on, in bytes.
struct FileSystemSpace {
    /// What an ordinary user may still use.
    let free: Int64

    /// Nil if the file system does not tell.
    init?(of path: String) {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        free = Int64(clamping: UInt64(status.f_bavail) &* UInt64(status.f_frsize))
    }
}
