import Diagnostics
import Glibc
import ImageModel
package import Store
import SystemPackage

/// Where what was fetched is kept between builds: a directory for each address, in the store.
///
/// What is there under a commit never changes; of a file, which another process may replace, a build has a link of its
/// own. Only what has not been used for long is pruned.
package struct RemoteCache: Sendable {
    let store: ImageStore

    package init(store: ImageStore) {
        self.store = store
    }

    /// Runs `body` on the directory that belongs to a key, alone among all processes. The directory is there; it is
    /// marked as used.
    func withDirectory<Result: Sendable>(
        _ key: Digest, _ body: (FilePath) async throws -> Result
    ) async throws -> Result {
        let path = FilePath("\(store.directory.remotes)/\(key.hex)")
        var pause = Duration.milliseconds(1)
        while true {
            if let lock = try store.cache.lock(key) {
                defer { withExtendedLifetime(lock) {} }
                try Self.makeDirectory(path)
                utimensat(AT_FDCWD, path.string, nil, 0)
                return try await body(path)
            }
            // A thread that waited in the kernel could not be told to stop.
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(50))
        }
    }

    /// A new directory of this process's own, on the store's file system.
    func makeWorkDirectory() throws(BuildError) -> FilePath {
        let name = "remote.\(String(UInt64.random(in: .min ... .max), radix: 36))"
        let path = FilePath("\(store.workDirectory)/\(name)")
        try Self.makeDirectory(path)
        return path
    }

    static func makeDirectory(_ path: FilePath) throws(BuildError) {
        guard mkdir(path.string, 0o700) != 0, errno != EEXIST else { return }
        throw failure("directory '\(path)' can't be made")
    }

    static func failure(_ what: String) -> BuildError {
        let number = errno
        let isFull = number == ENOSPC || number == EDQUOT
        return BuildError(isFull ? .diskFull : .store, "\(what): \(String(cString: strerror(number)))")
    }
}
