import CLinux
package import Diagnostics
import Glibc

/// A file that this process holds with an open file description lock, which the kernel drops when the process ends.
package final class LockedFile: Sendable {
    let path: String
    /// Valid as long as this value lives.
    let descriptor: Int32

    /// Locks `path`.
    ///
    /// - Parameters:
    ///   - wait: whether to wait for another holder.
    ///   - isShared: whether others may hold it at the same time who share it too.
    ///   - isMade: whether it is made if it is missing.
    /// - Returns: nil if another holds it and `wait` is false, or if it is missing and not to be made.
    /// - Throws: `store` or `diskFull`.
    package init?(path: String, wait: Bool, isShared: Bool = false, isMade: Bool = true) throws(BuildError) {
        while true {
            let descriptor = open(path, O_RDWR | (isMade ? O_CREAT : 0) | O_CLOEXEC, 0o600)
            if descriptor < 0, errno == ENOENT, !isMade { return nil }
            guard descriptor >= 0 else { throw BuildError.system(errno, "'\(path)' can't be opened") }
            guard LockedFile.lock(descriptor, wait: wait, isShared: isShared) else {
                let code = errno
                close(descriptor)
                if code == EAGAIN || code == EACCES { return nil }
                throw BuildError.system(code, "'\(path)' can't be locked")
            }
            // Its last holder may have unlinked the name between our open and our lock: then the lock guards nothing.
            if LockedFile.isCurrent(descriptor, path) {
                self.path = path
                self.descriptor = descriptor
                return
            }
            close(descriptor)
        }
    }

    deinit { DescriptionLock.releaseAndClose(descriptor) }

    /// Removes the name, so that whoever waits for it begins anew; the lock itself ends with this object.
    package func unlinkAndUnlock() {
        unlink(path)
    }

    private static func lock(_ descriptor: Int32, wait: Bool, isShared: Bool) -> Bool {
        var lock = flock()
        lock.l_type = Int16(isShared ? F_RDLCK : F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        let command = Int32(wait ? linux_lock_description_wait : linux_lock_description)
        while true {
            if fcntl(descriptor, command, &lock) == 0 { return true }
            if errno != EINTR { return false }
        }
    }

    private static func isCurrent(_ descriptor: Int32, _ path: String) -> Bool {
        var held = stat()
        var named = stat()
        return fstat(descriptor, &held) == 0 && stat(path, &named) == 0
            && held.st_dev == named.st_dev && held.st_ino == named.st_ino
    }
}
