import Glibc
import SystemPackage

/// The calls that give a file its owner, mode and times: of this file itself, or of a name in this directory, which is
/// not followed.
extension OpenFile {
    /// fchown(2)
    func setOwner(_ owner: FileOwner) throws(Errno) {
        try SystemCall.attempt { fchown(raw, owner.user, owner.group) }
    }

    /// fchmod(2)
    func setMode(_ mode: UInt16) throws(Errno) {
        try SystemCall.attempt { fchmod(raw, mode_t(mode)) }
    }

    /// futimens(2), the time of last access left alone.
    func setModified(_ time: FileTime) throws(Errno) {
        let times = time.accessAndModification
        try SystemCall.attempt { futimens(raw, times) }
    }

    /// fchownat(2)
    func setOwner(_ owner: FileOwner, of name: FileName) throws(Errno) {
        try name.withCString { name throws(Errno) in
            _ = try SystemCall.attempt { fchownat(raw, name, owner.user, owner.group, AT_SYMLINK_NOFOLLOW) }
        }
    }

    /// fchmodat(2), for a name that is known not to be a symbolic link: the call would follow it.
    func setMode(_ mode: UInt16, of name: FileName) throws(Errno) {
        try name.withCString { name throws(Errno) in
            _ = try SystemCall.attempt { fchmodat(raw, name, mode_t(mode), 0) }
        }
    }

    /// utimensat(2), the time of last access left alone.
    func setModified(_ time: FileTime, of name: FileName) throws(Errno) {
        let times = time.accessAndModification
        try name.withCString { name throws(Errno) in
            _ = try SystemCall.attempt { utimensat(raw, name, times, AT_SYMLINK_NOFOLLOW) }
        }
    }
}

extension FileTime {
    /// What utimensat(2) takes: access, then modification.
    fileprivate var accessAndModification: [timespec] {
        // UTIME_OMIT, a macro that Swift doesn't import.
        [timespec(tv_sec: 0, tv_nsec: (1 << 30) - 2), timespec(tv_sec: Int(seconds), tv_nsec: Int(nanoseconds))]
    }
}
