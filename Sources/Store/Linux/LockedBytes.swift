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

    /// Takes bytes together with all others that share them; waits for one who has one of them alone.
    func share(_ bytes: Range<Int64>) throws(BuildError) {
        guard call(linux_lock_description_wait, F_RDLCK, bytes) != nil else { throw Self.failure }
    }

    /// Takes bytes, if nobody else has one of them, or all who have share them and this does too.
    ///
    /// - Returns: whether they are taken.
    func take(_ bytes: Range<Int64>, isShared: Bool = false) throws(BuildError) -> Bool {
        if call(linux_lock_description, isShared ? F_RDLCK : F_WRLCK, bytes) != nil { return true }
        guard errno == EAGAIN || errno == EACCES else { throw Self.failure }
        return false
    }

    /// Takes all of the bytes that nobody else has, in a few calls however many they are: the kernel looks through the
    /// locks of a file one by one.
    ///
    /// - Returns: those that somebody else has, in their order.
    func takeFree(of bytes: Range<Int64>) throws(BuildError) -> [Range<Int64>] {
        var others = [Range<Int64>]()
        var unread = [bytes]
        while let part = unread.popLast() {
            if part.isEmpty { continue }
            if try take(part) { continue }
            // Nil if it was given back meanwhile: then it is tried again.
            guard let other = try holder(of: part)?.clamped(to: part) else {
                unread.append(part)
                continue
            }
            others.append(other)
            unread += [part.lowerBound..<other.lowerBound, other.upperBound..<part.upperBound]
        }
        return others.sorted { $0.lowerBound < $1.lowerBound }
    }

    /// Bytes that somebody else has at this moment, one of these among them; nil if nobody has any of these.
    func holder(of bytes: Range<Int64>) throws(BuildError) -> Range<Int64>? {
        guard let lock = call(linux_lock_description_query, F_WRLCK, bytes) else { throw Self.failure }
        guard Int32(lock.l_type) != F_UNLCK else { return nil }
        // Without a length it goes to the end of all files.
        return Int64(lock.l_start)..<(lock.l_len == 0 ? .max : Int64(lock.l_start + lock.l_len))
    }

    private static var failure: BuildError {
        BuildError.system(errno, "it can't be told what in the store is used")
    }

    /// - Returns: what the kernel answers; nil for a failure, which `errno` tells.
    private func call(_ command: some BinaryInteger, _ type: some BinaryInteger, _ bytes: Range<Int64>) -> flock? {
        while true {
            var lock = flock()
            lock.l_type = Int16(type)
            lock.l_whence = Int16(SEEK_SET)
            lock.l_start = off_t(bytes.lowerBound)
            lock.l_len = off_t(bytes.upperBound - bytes.lowerBound)
            if fcntl(descriptor, Int32(command), &lock) == 0 { return lock }
            if errno != EINTR { return nil }
        }
    }
}
