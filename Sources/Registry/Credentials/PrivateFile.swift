import Diagnostics
import Glibc
import SystemPackage

/// Changes a file that only its owner may read.
enum PrivateFile {
    /// Replaces a file by what `change` makes of its bytes, as a whole, with mode 0600, while no other process does.
    /// The file and its directory are made if they are missing; a link is followed and stays.
    ///
    /// - Throws: `usage` if the file can't be read or written, `diskFull`, and what `change` throws.
    static func update(
        _ path: FilePath, _ change: ([UInt8]) throws(BuildError) -> [UInt8]
    ) throws(BuildError) {
        let descriptor: Int32
        let target: FilePath
        do throws(Errno) {
            try makeDirectories(path.removingLastComponent())
            (descriptor, target) = try lock(path)
        } catch {
            throw failure(path, error)
        }
        defer { close(descriptor) }
        let bytes = try change(try ConfigurationFile.read(descriptor, path))
        do throws(Errno) {
            try replace(target, by: bytes, ownerOf: descriptor)
        } catch {
            throw failure(path, error)
        }
    }

    /// Opens and locks the file, and tells where it really is.
    private static func lock(_ path: FilePath) throws(Errno) -> (Int32, FilePath) {
        while true {
            let descriptor = try check(open(path.string, O_RDWR | O_CREAT | O_CLOEXEC, 0o600))
            // Where there are no locks, as on some network file systems, the file is replaced as a whole still.
            while flock(descriptor, LOCK_EX) < 0, errno == EINTR {}
            if let target = target(of: path, heldBy: descriptor) { return (descriptor, target) }
            close(descriptor)
        }
    }

    /// Nil if someone has put a new file in the place of this one while we waited for the lock.
    private static func target(of path: FilePath, heldBy descriptor: Int32) -> FilePath? {
        var (held, named) = (stat(), stat())
        guard fstat(descriptor, &held) == 0, stat(path.string, &named) == 0,
            held.st_dev == named.st_dev, held.st_ino == named.st_ino,
            let target = realpath(path.string, nil)
        else { return nil }
        defer { free(target) }
        return FilePath(platformString: target)
    }

    private static func replace(
        _ target: FilePath, by bytes: [UInt8], ownerOf old: Int32
    ) throws(Errno) {
        let temporary = "\(target).\(UInt64.random(in: 0 ... .max))"
        let descriptor = try check(open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600))
        defer { close(descriptor) }
        do throws(Errno) {
            var status = stat()
            // Root, on behalf of a user, leaves the file the user's.
            if fstat(old, &status) == 0 { _ = fchown(descriptor, status.st_uid, status.st_gid) }
            try write(bytes, to: descriptor)
            try check(fsync(descriptor))
            try check(rename(temporary, target.string))
        } catch {
            unlink(temporary)
            throw error
        }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) throws(Errno) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Errno(rawValue: errno) }
            rest = rest.dropFirst(count)
        }
    }

    private static func makeDirectories(_ path: FilePath) throws(Errno) {
        guard !path.isEmpty, mkdir(path.string, 0o700) < 0, errno != EEXIST else { return }
        guard errno == ENOENT else { throw Errno(rawValue: errno) }
        try makeDirectories(path.removingLastComponent())
        guard mkdir(path.string, 0o700) == 0 || errno == EEXIST else { throw Errno(rawValue: errno) }
    }

    @discardableResult
    private static func check(_ result: Int32) throws(Errno) -> Int32 {
        guard result >= 0 else { throw Errno(rawValue: errno) }
        return result
    }

    private static func failure(_ path: FilePath, _ error: Errno) -> BuildError {
        let isFull = [.noSpace, .diskQuotaExceeded].contains(error)
        return BuildError(isFull ? .diskFull : .usage, "'\(path)' can't be written: \(error)")
    }
}
