import CLinux
import Glibc

/// Locks of open file descriptions, see fcntl(2).
enum DescriptionLock {
    /// Gives up all locks of an open file description and closes it. Closing alone would not do: a child that another
    /// thread has forked, and that has not executed its program yet, has the description too, and its locks with it.
    static func releaseAndClose(_ descriptor: Int32) {
        var lock = flock()
        lock.l_type = Int16(F_UNLCK)
        lock.l_whence = Int16(SEEK_SET)
        _ = fcntl(descriptor, Int32(linux_lock_description), &lock)
        close(descriptor)
    }
}
