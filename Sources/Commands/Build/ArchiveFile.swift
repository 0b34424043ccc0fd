import Diagnostics
import Glibc
import ImageModel
import Layers
import Store
import SystemPackage

/// An OCI archive in a file of the user's.
enum ArchiveFile {
    /// Writes an image to a file, which appears when it is whole, or to standard output for `-`.
    ///
    /// - Throws: `usage` if the file can't be made, `diskFull`, `corrupt`.
    static func write(
        _ image: StoredImage, names: [ImageReference], of store: ImageStore, to path: String
    ) throws(BuildError) {
        let archive = OCIArchive(store: store)
        if path == "-" {
            return try archive.write(image, names: names, to: FileSink(FileDescriptor(rawValue: STDOUT_FILENO)))
        }
        let temporary = "\(path).\(getpid()).partial"
        let handle = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard handle >= 0 else { throw failure(path) }
        defer { close(handle) }
        do throws(BuildError) {
            try archive.write(image, names: names, to: FileSink(FileDescriptor(rawValue: handle)))
            guard fsync(handle) == 0, rename(temporary, path) == 0 else { throw failure(path) }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    private static func failure(_ path: String) -> BuildError {
        BuildError(.usage, "'\(path)' can't be written: \(String(cString: strerror(errno)))")
    }
}
