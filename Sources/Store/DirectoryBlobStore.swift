package import Diagnostics
import Glibc
package import ImageModel
package import SystemPackage

/// Blobs as files named after their digests, in one directory.
package struct DirectoryBlobStore: BlobStore {
    private let directory: String
    private let temporaryDirectory: String

    /// - Parameters:
    ///   - directory: holds the blobs, `<64 hex digits>` each.
    ///   - temporaryDirectory: on the same file system; blobs are written there first.
    package init(directory: String, temporaryDirectory: String) {
        self.directory = directory
        self.temporaryDirectory = temporaryDirectory
    }

    package func size(of digest: Digest) throws(BuildError) -> Int64? {
        var status = stat()
        guard stat(path(digest), &status) == 0 else {
            if errno == ENOENT { return nil }
            throw BuildError.system(errno, "blob \(digest) can't be looked up")
        }
        return Int64(status.st_size)
    }

    package func open(_ digest: Digest) throws(BuildError) -> FileDescriptor {
        let descriptor = Glibc.open(path(digest), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { throw BuildError(.corrupt, "blob \(digest) is missing from the store") }
            throw BuildError.system(errno, "blob \(digest) can't be opened")
        }
        return FileDescriptor(rawValue: descriptor)
    }

    package func makeWriter() throws(BuildError) -> any BlobWriter {
        try FileBlobWriter(temporaryDirectory: temporaryDirectory, directory: directory)
    }

    /// Deletes a blob; one that is not there is no error.
    package func remove(_ digest: Digest) throws(BuildError) {
        guard unlink(path(digest)) == 0 || errno == ENOENT else {
            throw BuildError.system(errno, "blob \(digest) can't be deleted")
        }
    }

    private func path(_ digest: Digest) -> String { "\(directory)/\(digest.hex)" }
}

/// A blob on its way into a directory: written under a temporary name, renamed once it is verified and synced.
private final class FileBlobWriter: BlobWriter {
    private let directory: String
    private let temporaryPath: String
    private var descriptor: Int32
    private var hasher = DigestHasher()
    private var size: Int64 = 0

    init(temporaryDirectory: String, directory: String) throws(BuildError) {
        self.directory = directory
        (descriptor, temporaryPath) = try TemporaryFile.make(in: temporaryDirectory)
    }

    deinit { cancel() }

    func write(_ bytes: UnsafeRawBufferPointer) throws(BuildError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw BuildError.system(errno, "a blob can't be written")
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
        hasher.update(bytes)
        size += Int64(bytes.count)
    }

    func commit(expecting expected: Descriptor?) throws(BuildError) -> (digest: Digest, size: Int64) {
        let digest = hasher.finalize()
        if let expected, expected.digest != digest || expected.size != size {
            cancel()
            throw BuildError(
                .corrupt,
                "a blob is not what it should be: expected \(expected.digest) of \(expected.size) bytes, found \(digest) of \(size) bytes"
            )
        }
        guard fsync(descriptor) == 0, rename(temporaryPath, "\(directory)/\(digest.hex)") == 0 else {
            let code = errno
            cancel()
            throw BuildError.system(code, "blob \(digest) can't be kept")
        }
        close(descriptor)
        descriptor = -1
        try syncDirectory()
        return (digest, size)
    }

    func cancel() {
        guard descriptor >= 0 else { return }
        close(descriptor)
        descriptor = -1
        unlink(temporaryPath)
    }

    private func syncDirectory() throws(BuildError) {
        let handle = Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard handle >= 0 else { throw BuildError.system(errno, "directory '\(directory)' can't be opened") }
        defer { close(handle) }
        guard fsync(handle) == 0 else { throw BuildError.system(errno, "directory '\(directory)' can't be synced") }
    }
}
