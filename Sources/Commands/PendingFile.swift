import Diagnostics
import Glibc

/// A file of the user's that is being written: one that appears, or replaces what has its name, when it is whole; or a
/// device or a pipe that is there, and stays what it is.
struct PendingFile: ~Copyable {
    let descriptor: Int32
    private let path: String
    /// What it is called until it is whole; nil for what is written where it is.
    private let temporary: String?

    /// - Throws: `usage` if it can't be made or written.
    init(_ path: String) throws(BuildError) {
        self.path = path
        var status = stat()
        let isSpecial = stat(path, &status) == 0 && ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
        temporary = isSpecial ? nil : "\(path).\(getpid()).partial"
        descriptor = open(temporary ?? path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Self.failure(path) }
    }

    deinit {
        close(descriptor)
        if let temporary { unlink(temporary) }
    }

    /// Makes it durable.
    ///
    /// - Throws: `usage`.
    func sync() throws(BuildError) {
        guard temporary == nil || fsync(descriptor) == 0 else { throw failure }
    }

    /// Gives the file its name.
    ///
    /// - Throws: `usage`.
    func finish() throws(BuildError) {
        guard let temporary else { return }
        guard rename(temporary, path) == 0 else { throw failure }
    }

    /// Why the last system call failed.
    var failure: BuildError { Self.failure(path) }

    private static func failure(_ path: String) -> BuildError {
        BuildError(.usage, "'\(path)' can't be written: \(String(cString: strerror(errno)))")
    }
}
