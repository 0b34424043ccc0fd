package import Diagnostics
import Glibc
package import ImageModel
import Layers
import SystemPackage

/// Files of archives that were fetched: packages under their digests, indexes under the names of their suites. Processes
/// may share it; nobody removes files from it as long as there is such a value.
package struct PackageCache: Sendable {
    private let directory: String
    private let use: DirectoryUse

    /// - Parameter directory: one that is there. Whoever wants to remove files has it locked exclusively with `flock`; that
    ///   is waited for.
    package init(directory: String) {
        self.directory = directory
        use = DirectoryUse(directory)
    }

    /// Finds a file that has the given bytes; one that has others is removed. It is marked as used.
    ///
    /// - Parameter name: nil for the digest.
    /// - Returns: its path, or nil if it is not here.
    /// - Throws: `store`.
    package func find(_ digest: Digest, size: Int64, named name: String? = nil) throws(BuildError) -> String? {
        let path = "\(directory)/\(name ?? digest.hex)"
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        if Int64(status.st_size) == size, size > 0, try MappedFile(path).digest == digest {
            utimensat(AT_FDCWD, path, nil, 0)
            return path
        }
        unlink(path)
        return nil
    }

    /// Begins a file. It ends with `commit` or `cancel`.
    ///
    /// - Parameters:
    ///   - name: nil for the digest.
    ///   - subject: what messages call it.
    /// - Throws: `store`, `diskFull`.
    func insert(
        _ digest: Digest, size: Int64, named name: String? = nil, subject: String
    ) throws(BuildError) -> PackageCacheFile {
        try PackageCacheFile(digest, size, path: "\(directory)/\(name ?? digest.hex)", subject: subject)
    }
}

/// Has a directory locked as one of its users, until it is gone or the process ends.
private final class DirectoryUse: Sendable {
    private let descriptor: Int32

    init(_ path: String) {
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        while flock(descriptor, LOCK_SH) != 0, errno == EINTR {}
    }

    deinit { close(descriptor) }
}

/// A file on its way into the cache. One owner, one thread at a time.
final class PackageCacheFile: ByteSink {
    let digest: Digest
    let size: Int64
    let subject: String
    private let path: String
    private let temporary: String
    private let descriptor: FileDescriptor
    private let sink: HashingSink

    fileprivate init(_ digest: Digest, _ size: Int64, path: String, subject: String) throws(BuildError) {
        (self.digest, self.size, self.path, self.subject) = (digest, size, path, subject)
        temporary = "\(path).\(String(UInt64.random(in: .min ... .max), radix: 36))"
        do {
            descriptor = try .open(
                FilePath(temporary), .writeOnly, options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: .ownerReadWrite)
        } catch {
            throw BuildError(error as? Errno ?? .ioError, .store, "'\(temporary)' can't be made")
        }
        sink = HashingSink(FileSink(descriptor))
    }

    /// How many bytes are here.
    var count: Int64 { sink.count }

    /// - Throws: `corrupt` if there are more bytes than there should be, `diskFull`, `store`.
    func write(_ bytes: UnsafeRawBufferPointer) throws(BuildError) {
        guard Int64(bytes.count) <= size - count else {
            throw BuildError(.corrupt, "\(subject) can't be used: it has more than \(size) bytes")
        }
        try sink.write(bytes)
    }

    func finish() throws(BuildError) { try sink.finish() }

    /// Makes the file durable and gives it its name.
    ///
    /// - Returns: its path.
    /// - Throws: `corrupt` if the bytes are not what they should be, `diskFull`, `store`.
    func commit() throws(BuildError) -> String {
        try finish()
        guard count == size else {
            throw BuildError(.corrupt, "\(subject) can't be used: it has \(count) bytes in place of \(size)")
        }
        guard sink.digest == digest else {
            throw BuildError(.corrupt, "\(subject) can't be used: it does not have the digest \(digest)")
        }
        guard fsync(descriptor.rawValue) == 0, rename(temporary, path) == 0 else {
            throw BuildError(Errno(rawValue: errno), .store, "'\(path)' can't be made")
        }
        try? descriptor.close()
        return path
    }

    /// Drops the file. Not after `commit`.
    func cancel() {
        try? descriptor.close()
        unlink(temporary)
    }
}
