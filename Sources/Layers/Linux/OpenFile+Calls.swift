import CLinux
import Glibc
import SystemPackage

/// The system calls on one open directory, for names in it that are never followed if they are symbolic links.
extension OpenFile {
    /// fstat(2)
    func status() throws(Errno) -> FileStatus {
        var buffer = stat()
        try SystemCall.attempt { fstat(raw, &buffer) }
        return FileStatus(buffer)
    }

    /// fstatat(2)
    func status(of name: FileName) throws(Errno) -> FileStatus {
        var buffer = stat()
        try name.withCString { name throws(Errno) in
            _ = try SystemCall.attempt { fstatat(raw, name, &buffer, AT_SYMLINK_NOFOLLOW) }
        }
        return FileStatus(buffer)
    }

    /// openat(2) with `O_NOFOLLOW` and `O_CLOEXEC`.
    func open(_ name: FileName, _ flags: Int32, mode: UInt16 = 0) throws(Errno) -> OpenFile {
        let descriptor = try name.withCString { name throws(Errno) in
            try SystemCall.attempt { openat(raw, name, flags | O_NOFOLLOW | O_CLOEXEC, mode_t(mode)) }
        }
        return OpenFile(taking: FileDescriptor(rawValue: descriptor))
    }

    /// openat(2) of a directory, to read its entries and work below it.
    func openDirectory(_ name: FileName) throws(Errno) -> OpenFile {
        try open(name, O_RDONLY | O_DIRECTORY)
    }

    /// openat(2) of a regular file, to read it; doesn't hang if a FIFO took its place.
    func openFile(_ name: FileName) throws(Errno) -> OpenFile {
        try open(name, O_RDONLY | O_NONBLOCK)
    }

    /// mkdirat(2)
    func makeDirectory(_ name: FileName, mode: UInt16) throws(Errno) {
        try name.withCString { name throws(Errno) in
            _ = try SystemCall.attempt { mkdirat(raw, name, mode_t(mode)) }
        }
    }

    /// unlinkat(2)
    func remove(_ name: FileName, isDirectory: Bool) throws(Errno) {
        try name.withCString { name throws(Errno) in
            _ = try SystemCall.attempt { unlinkat(raw, name, isDirectory ? AT_REMOVEDIR : 0) }
        }
    }

    /// readlinkat(2): the target's bytes.
    func readLink(_ name: FileName) throws(Errno) -> [UInt8] {
        try name.withCString { name throws(Errno) in try readLink(name) }
    }

    /// readlinkat(2) of this file itself, a symbolic link opened with `O_PATH`.
    func readLink() throws(Errno) -> [UInt8] {
        try readLink("")
    }

    private func readLink(_ name: UnsafePointer<CChar>) throws(Errno) -> [UInt8] {
        // The kernel keeps no target longer than PATH_MAX - 1.
        var target = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = try SystemCall.attempt { readlinkat(raw, name, &target, target.count) }
        return target[..<length].map { UInt8(bitPattern: $0) }
    }
}
