import CLinux
package import Diagnostics
package import SystemPackage

/// Makes everything durable that a file system has been given so far (syncfs(2)).
///
/// - Parameter directory: any directory of that file system.
/// - Throws: `store` or `diskFull`.
package func syncFileSystem(of directory: FilePath) throws(BuildError) {
    let root = try RootedDirectory(directory)
    try SystemCall.run(.store, "the file system of '\(directory)' can't be synced") {
        linux_syncfs(root.directory.raw)
    }
}

/// Lets the disk begin with part of a file (sync_file_range(2)), so that less is left to be waited for when the file, or
/// all of its file system, is synced. Nothing is durable by it.
///
/// - Parameter count: how many bytes; 0 for all from `start` on.
package func startWriteback(of file: FileDescriptor, from start: Int64 = 0, count: Int64 = 0) {
    linux_start_writeback(file.rawValue, start, count)
}
