package import Diagnostics
import Glibc
package import ImageModel
package import SystemPackage

/// Blobs as files named after their digests, in one directory.
package struct DirectoryBlobStore: BlobStore {
    private let directory: String
    private let temporaryDirectory: String
    /// Where blobs that are on their way are kept for a later process; nil for nowhere.
    private let partialDirectory: String?
    /// Keeps the blobs that this process has found or written from being pruned; nil where nobody prunes.
    private let claims: Claims?

    /// - Parameters:
    ///   - directory: holds the blobs, `<64 hex digits>` each.
    ///   - temporaryDirectory: on the same file system; blobs are written there first.
    package init(directory: String, temporaryDirectory: String) {
        self.init(directory: directory, temporaryDirectory: temporaryDirectory, partialDirectory: nil, claims: nil)
    }

    init(directory: String, temporaryDirectory: String, partialDirectory: String?, claims: Claims?) {
        self.partialDirectory = partialDirectory
        self.directory = directory
        self.temporaryDirectory = temporaryDirectory
        self.claims = claims
    }

    package func size(of digest: Digest) throws(BuildError) -> Int64? {
        try claims?.claim(.blob(digest))
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
        try FileBlobWriter(temporaryDirectory: temporaryDirectory, directory: directory, claims: claims)
    }

    package func makeWriter(of blob: Descriptor, _ partial: inout PartialBlob) throws(BuildError) -> any BlobWriter {
        // Where another process is bringing the same blob at this moment, each does it for itself.
        guard let partialDirectory, blob.size >= Self.smallestPartial,
            let file = try LockedFile(path: "\(partialDirectory)/\(blob.digest.hex)", wait: false)
        else { return try makeWriter() }
        try file.read(into: &partial, limit: blob.size)
        return FileBlobWriter(resuming: file, partial, directory: directory, claims: claims)
    }

    /// A blob of fewer bytes is not worth going on with.
    private static let smallestPartial: Int64 = 1 << 20

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
    private let claims: Claims?
    private let temporaryPath: String
    /// The file of a blob that a later process can go on with, which is locked as long as this lives.
    private let partialFile: LockedFile?
    private var descriptor: Int32
    private var hasher: DigestHasher
    private var size: Int64

    init(temporaryDirectory: String, directory: String, claims: Claims?) throws(BuildError) {
        self.directory = directory
        self.claims = claims
        partialFile = nil
        hasher = DigestHasher()
        size = 0
        (descriptor, temporaryPath) = try TemporaryFile.make(in: temporaryDirectory)
    }

    /// - Parameter partial: what the file has, at whose end it stands.
    init(resuming file: LockedFile, _ partial: PartialBlob, directory: String, claims: Claims?) {
        self.directory = directory
        self.claims = claims
        partialFile = file
        hasher = partial.hasher
        size = partial.size
        descriptor = file.descriptor
        temporaryPath = file.path
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
            discard()
            throw BuildError(
                .corrupt,
                "a blob is not what it should be: expected \(expected.digest) of \(expected.size) bytes, found \(digest) of \(size) bytes"
            )
        }
        // Claimed before it can be seen: whoever prunes must not think that nobody wants it.
        try claims?.claim(.blob(digest))
        guard fsync(descriptor) == 0, rename(temporaryPath, "\(directory)/\(digest.hex)") == 0 else {
            let code = errno
            cancel()
            throw BuildError.system(code, "blob \(digest) can't be kept")
        }
        closeFile()
        try syncDirectory()
        return (digest, size)
    }

    func cancel() {
        guard descriptor >= 0 else { return }
        if partialFile == nil || size == 0 { unlink(temporaryPath) }
        closeFile()
    }

    func discard() {
        guard descriptor >= 0 else { return }
        unlink(temporaryPath)
        closeFile()
    }

    /// A locked file closes itself.
    private func closeFile() {
        if partialFile == nil { close(descriptor) }
        descriptor = -1
    }

    private func syncDirectory() throws(BuildError) {
        let handle = Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard handle >= 0 else { throw BuildError.system(errno, "directory '\(directory)' can't be opened") }
        defer { close(handle) }
        guard fsync(handle) == 0 else { throw BuildError.system(errno, "directory '\(directory)' can't be synced") }
    }
}
