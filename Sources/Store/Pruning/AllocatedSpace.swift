import Diagnostics
import Glibc

/// Measures trees as `du` does: the blocks that files and directories take, a file with several names counted once, no
/// other file system entered.
struct AllocatedSpace {
    /// Bytes.
    private(set) var bytes: Int64 = 0
    private let path: String
    private var device: dev_t = 0
    /// Files with several names that were counted.
    private var counted = Set<ino_t>()
    /// The directories above the current one.
    private var levels = [Level]()

    /// A directory, and those in it that were not entered yet.
    private struct Level {
        let inode: ino_t
        var directories: [[CChar]]
    }

    /// The space of a file, or of a directory with all that is in it, in bytes. What goes away meanwhile is not counted.
    ///
    /// - Throws: `store` for what can't be read.
    static func measure(_ path: String) throws(BuildError) -> Int64 {
        var space = AllocatedSpace(path: path)
        try space.walk()
        return space.bytes
    }

    /// The space of a file or directory alone, in bytes; none if it is not there.
    static func measureAlone(_ path: String) -> Int64 {
        var status = stat()
        return lstat(path, &status) == 0 ? Int64(status.st_blocks) * 512 : 0
    }

    private init(path: String) {
        self.path = path
    }

    /// Goes down with one open directory, and up by `..`, so that trees may be of any depth.
    private mutating func walk() throws(BuildError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return try checkGone() }
        device = status.st_dev
        bytes = Int64(status.st_blocks) * 512
        guard status.st_mode & S_IFMT == S_IFDIR, var current = try openDirectory(AT_FDCWD, path) else { return }
        defer { close(current) }
        try enter(current)
        while !levels.isEmpty {
            if let name = levels[levels.count - 1].directories.popLast() {
                guard let child = try openDirectory(current, name) else { continue }
                close(current)
                current = child
                try enter(current)
            } else {
                levels.removeLast()
                guard let above = levels.last else { return }
                // A tree that is moved away on the way, by a process that keeps or deletes it, is measured no further.
                guard let parent = try openDirectory(current, "..") else { return }
                close(current)
                current = parent
                guard fstat(current, &status) == 0, status.st_ino == above.inode else { return }
            }
        }
    }

    /// Counts what is in a directory.
    private mutating func enter(_ descriptor: Int32) throws(BuildError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure }
        // The stream takes over the descriptor that it is given, so it gets one of its own.
        guard let listed = try openDirectory(descriptor, "."), let stream = fdopendir(listed) else { throw failure }
        defer { closedir(stream) }
        var directories = [[CChar]]()
        let inode = status.st_ino
        while let entry = readdir(stream) {
            // The record may be shorter than the type, so it is not copied.
            let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
            let name = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
            if strcmp(name, ".") == 0 || strcmp(name, "..") == 0 { continue }
            guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
                try checkGone()
                continue
            }
            guard status.st_dev == device else { continue }
            let isDirectory = status.st_mode & S_IFMT == S_IFDIR
            if !isDirectory, status.st_nlink > 1, !counted.insert(status.st_ino).inserted { continue }
            bytes += Int64(status.st_blocks) * 512
            if isDirectory { directories.append(Array(UnsafeBufferPointer(start: name, count: strlen(name) + 1))) }
        }
        levels.append(Level(inode: inode, directories: directories))
    }

    /// - Returns: nil for a directory that is gone.
    private func openDirectory(_ parent: Int32, _ name: UnsafePointer<CChar>) throws(BuildError) -> Int32? {
        let descriptor = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        if descriptor >= 0 { return descriptor }
        try checkGone()
        return nil
    }

    /// What has gone since its name was read, or is no directory any more, is no failure.
    private func checkGone() throws(BuildError) {
        guard [ENOENT, ENOTDIR, ELOOP].contains(errno) else { throw failure }
    }

    private var failure: BuildError { BuildError.system(errno, "'\(path)' can't be measured") }
}
