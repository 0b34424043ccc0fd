import Diagnostics
import Glibc

/// Package files and indexes of package archives. The time of a file is that of its last use. Who composes from them has
/// their directory locked as one of several.
struct PackageFiles {
    /// One that is there.
    let directory: String

    /// What they take. None is reclaimable while somebody composes.
    func usage() throws(BuildError) -> StoreUsage.Category {
        var usage = StoreUsage.Category()
        usage.total = try DirectoryListing.names(in: directory).count
        usage.size = try AllocatedSpace.measure(directory)
        guard let lock = try ExclusiveUse(directory) else {
            usage.active = usage.total
            return usage
        }
        withExtendedLifetime(lock) {}
        // The directory itself stays.
        usage.reclaimable = usage.size - AllocatedSpace.measureAlone(directory)
        return usage
    }

    /// Removes those that nobody has used since a time, seconds since 1970; none while somebody composes.
    ///
    /// - Returns: the bytes that were freed on disk.
    func remove(unusedSince time: Int64) throws(BuildError) -> Int64 {
        guard let lock = try ExclusiveUse(directory) else { return 0 }
        defer { withExtendedLifetime(lock) {} }
        var freed: Int64 = 0
        for name in try DirectoryListing.names(in: directory) {
            let path = "\(directory)/\(name)"
            var status = stat()
            guard lstat(path, &status) == 0, Int64(status.st_mtim.tv_sec) < time else { continue }
            let size = try AllocatedSpace.measure(path)
            RemoveTree.removeIgnoringErrors(path)
            freed += size
        }
        return freed
    }
}

/// Nobody else has the directory locked as long as this lives.
private final class ExclusiveUse {
    private let descriptor: Int32

    /// - Returns: nil if somebody has.
    /// - Throws: `store`.
    init?(_ directory: String) throws(BuildError) {
        descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
        let code = errno
        if descriptor >= 0 { close(descriptor) }
        if code == EWOULDBLOCK { return nil }
        throw BuildError.system(code, "directory '\(directory)' can't be locked")
    }

    deinit { close(descriptor) }
}
