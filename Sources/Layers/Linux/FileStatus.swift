import Glibc

/// The kinds of file that a tree can hold.
package enum FileKind: UInt8, Hashable, Sendable {
    case regular, directory, symbolicLink, characterDevice, blockDevice, fifo, socket
}

/// Numbers that own a file.
package struct FileOwner: Hashable, Sendable {
    package let user: UInt32
    package let group: UInt32

    package init(user: UInt32, group: UInt32) {
        self.user = user
        self.group = group
    }

    /// 0:0
    package static let root = FileOwner(user: 0, group: 0)
}

/// A file's identity on this machine while it exists.
package struct FileIdentity: Hashable, Comparable, Sendable {
    package let device: UInt64
    package let inode: UInt64

    package static func < (left: FileIdentity, right: FileIdentity) -> Bool {
        (left.device, left.inode) < (right.device, right.inode)
    }
}

/// A point in time as file systems keep it: seconds since 1970, and nanoseconds.
package struct FileTime: Hashable, Comparable, Sendable {
    package let seconds: Int64
    package let nanoseconds: Int64

    package init(seconds: Int64, nanoseconds: Int64) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// 1970-01-01, the time of what has none of its own.
    package static let epoch = FileTime(seconds: 0, nanoseconds: 0)

    package static func < (left: FileTime, right: FileTime) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
}

/// What stat(2) says about a file.
package struct FileStatus: Hashable, Sendable {
    package let kind: FileKind
    /// Permission bits with setuid, setgid and sticky: 0–07777.
    package let mode: UInt16
    package let owner: FileOwner
    /// Bytes; of a symbolic link, the length of its target.
    package let size: Int64
    package let identity: FileIdentity
    /// The number of names that the file has.
    package let linkCount: UInt64
    /// What a device file stands for; 0 for other files.
    package let deviceNumber: UInt64
    package let modified: FileTime
    /// When content or metadata last changed; nobody can set it back.
    package let changed: FileTime

    init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFDIR: .directory
            case S_IFLNK: .symbolicLink
            case S_IFCHR: .characterDevice
            case S_IFBLK: .blockDevice
            case S_IFIFO: .fifo
            case S_IFSOCK: .socket
            default: .regular
            }
        mode = UInt16(truncatingIfNeeded: status.st_mode & 0o7777)
        owner = FileOwner(user: status.st_uid, group: status.st_gid)
        size = Int64(status.st_size)
        identity = FileIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
        linkCount = UInt64(status.st_nlink)
        deviceNumber = kind == .characterDevice || kind == .blockDevice ? UInt64(status.st_rdev) : 0
        modified = FileTime(seconds: Int64(status.st_mtim.tv_sec), nanoseconds: Int64(status.st_mtim.tv_nsec))
        changed = FileTime(seconds: Int64(status.st_ctim.tv_sec), nanoseconds: Int64(status.st_ctim.tv_nsec))
    }

    package var isDirectory: Bool { kind == .directory }
}
