import CLinux
import Diagnostics
import Glibc

/// A file whose bytes can be locked one by one, far beyond its end too (open file description locks, see fcntl(2)). The
/// kernel drops the locks when this object goes, or when the process ends in whatever way.
final class LockedBytes: Sendable {
    let descriptor: Int32

    /// Opens the file, which is made if it is missing.
    ///
    /// - Throws: `store` or `diskFull`.
    init(path: String) throws(BuildError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw BuildError.system(errno, "'\(path)' can't be opened") }
    }

    deinit { DescriptionLock.releaseAndClose(descriptor) }

    /// Takes a byte together with all others that share it; waits for one who has it alone.
    func share(_ byte: Int64) throws(BuildError) {
        guard call(linux_lock_description_wait, F_RDLCK, byte) != nil else {
            throw BuildError.system(errno, "something in the store can't be claimed")
        }
    }

    /// Takes a byte alone, if nobody else has it.
    ///
    /// - Returns: whether it is taken.
    func take(_ byte: Int64) throws(BuildError) -> Bool {
        if call(linux_lock_description, F_WRLCK, byte) != nil { return true }
        guard errno == EAGAIN || errno == EACCES else {
            throw BuildError.system(errno, "it can't be told what in the store is used")
        }
        return false
    }

    /// Whether somebody else has the byte at this moment.
    func isTaken(_ byte: Int64) throws(BuildError) -> Bool {
        guard let type = call(linux_lock_description_query, F_WRLCK, byte) else {
            throw BuildError.system(errno, "it can't be told what in the store is used")
        }
        return type != F_UNLCK
    }

    /// - Returns: the lock's type afterwards; nil for a failure, which `errno` tells.
    private func call(_ command: some BinaryInteger, _ type: some BinaryInteger, _ byte: Int64) -> Int? {
        while true {
            var lock = flock()
            lock.l_type = Int16(type)
            lock.l_whence = Int16(SEEK_SET)
            lock.l_start = off_t(byte)
            lock.l_len = 1
            if fcntl(descriptor, Int32(command), &lock) == 0 { return Int(lock.l_type) }
            if errno != EINTR { return nil }
        }
    }
}
