import Diagnostics
import Glibc

/// Makes names in directories durable.
enum DirectorySync {
    /// After this no power cut takes back what was made, renamed or deleted in the directory.
    static func sync(_ path: String) throws(BuildError) {
        let handle = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard handle >= 0 else { throw BuildError.system(errno, "directory '\(path)' can't be opened") }
        defer { close(handle) }
        guard fsync(handle) == 0 else { throw BuildError.system(errno, "directory '\(path)' can't be synced") }
    }
}
