import CLinux
package import Diagnostics
import Glibc
package import SystemPackage

/// A directory that stands for `/`: every path is resolved inside it, as if by chroot(2). Absolute links start at it
/// again and `..` stops at it, so that no path and no link leads out (openat2(2), `RESOLVE_IN_ROOT`).
package final class RootedDirectory: Sendable {
    /// The directory itself.
    let directory: OpenFile
    /// The code of errors about what is in it.
    let failureCode: BuildError.Code

    /// Opens a directory of this machine.
    ///
    /// - Parameter failureCode: the code of errors about it and what is in it, unless the disk is full.
    /// - Throws: `failureCode`.
    package init(_ path: FilePath, failureCode: BuildError.Code = .store) throws(BuildError) {
        let descriptor = try SystemCall.run(failureCode, "directory '\(path)' can't be opened") {
            path.withPlatformString { Glibc.open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        }
        directory = OpenFile(taking: FileDescriptor(rawValue: descriptor))
        self.failureCode = failureCode
    }

    /// Opens an existing file or directory.
    ///
    /// - Throws: `failureCode`; its `underlying` is the `Errno`.
    package func open(
        _ path: FilePath, _ mode: FileDescriptor.AccessMode = .readOnly, options: FileDescriptor.OpenOptions = []
    ) throws(BuildError) -> OpenFile {
        do throws(Errno) {
            return try openInRoot(path, mode.rawValue | options.rawValue)
        } catch {
            throw failure(error, path, "be opened")
        }
    }

    /// lstat(2): what is at `path`, its last component not followed.
    ///
    /// - Returns: nil if nothing is there.
    package func status(of path: FilePath) throws(BuildError) -> FileStatus? {
        do throws(Errno) {
            return try openInRoot(path, linux_o_path | O_NOFOLLOW).status()
        } catch .noSuchFileOrDirectory, .notDirectory {
            return nil
        } catch {
            throw failure(error, path, "be examined")
        }
    }

    /// The target of a symbolic link.
    package func readLink(_ path: FilePath) throws(BuildError) -> FilePath {
        do throws(Errno) {
            return FilePath(bytes: try openInRoot(path, linux_o_path | O_NOFOLLOW).readLink())
        } catch {
            throw failure(error, path, "be read as a symbolic link")
        }
    }

    /// openat2(2) inside the root.
    func openInRoot(_ path: FilePath, _ flags: Int32) throws(Errno) -> OpenFile {
        let descriptor = try path.inRoot.withPath { path throws(Errno) in
            try SystemCall.attempt {
                linux_openat2(
                    directory.raw, path, flags | O_CLOEXEC, UInt64(linux_resolve_in_root | linux_resolve_no_magic_links)
                )
            }
        }
        return OpenFile(taking: FileDescriptor(rawValue: descriptor))
    }

    /// The error for something that failed at `path`.
    func failure(_ number: Errno, _ path: FilePath, _ what: String) -> BuildError {
        BuildError(number, failureCode, "'\(path.inRoot)' can't \(what)")
    }
}
