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
