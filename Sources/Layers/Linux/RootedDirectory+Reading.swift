package import Diagnostics
import Glibc
package import SystemPackage

extension RootedDirectory {
    /// The content of a regular file of at most `limit` bytes, links followed.
    ///
    /// - Returns: nil if nothing is there.
    /// - Throws: `corrupt` for a larger file and for what is no regular file, the root's failure code if it can't be read.
    package func read(_ path: FilePath, limit: Int) throws(BuildError) -> [UInt8]? {
        do throws(Errno) {
            // Without waiting for the other end of a pipe.
            let file = try openInRoot(path, O_RDONLY | O_NONBLOCK)
            guard try file.status().kind == .regular else { throw .invalidArgument }
            return try file.readAll(limit: limit)
        } catch .noSuchFileOrDirectory, .notDirectory {
            return nil
        } catch .invalidArgument {
            throw BuildError(.corrupt, "'\(path.inRoot)' can't be read: it is not a regular file")
        } catch .fileTooLarge {
            throw BuildError(.corrupt, "'\(path.inRoot)' can't be read: it is larger than \(limit) bytes")
        } catch {
            throw failure(error, path, "be read")
        }
    }

    /// The names in a directory without `.` and `..`, in the order of their bytes; none if nothing is there.
    ///
    /// - Throws: the root's failure code.
    package func names(in path: FilePath) throws(BuildError) -> [FileName] {
        do throws(Errno) {
            return try openInRoot(path, O_RDONLY | O_DIRECTORY).entries()
        } catch .noSuchFileOrDirectory, .notDirectory {
            return []
        } catch {
            throw failure(error, path, "be read")
        }
    }
}
