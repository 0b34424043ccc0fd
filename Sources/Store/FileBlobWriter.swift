import Diagnostics
import Glibc
import ImageModel
import Layers
import SystemPackage

/// A blob on its way into a directory: written under a temporary name, renamed once it is verified and synced.
final class FileBlobWriter: BlobWriter {
    private let directory: String
    private let claims: Claims?
    private let temporaryPath: String
    /// The file of a blob that a later process can go on with, which is locked as long as this lives.
    private let partialFile: LockedFile?
    private var descriptor: Int32
    /// Nil where whoever writes the blob hashes it.
    private var hasher: DigestHasher?
    private var size: Int64
    /// From where on the kernel has not been asked to write the file to the disk.
    private var unsynced: Int64

    init(temporaryDirectory: String, directory: String, claims: Claims?, isHashing: Bool) throws(BuildError) {
        self.directory = directory
        self.claims = claims
        partialFile = nil
        hasher = isHashing ? DigestHasher() : nil
        (size, unsynced) = (0, 0)
        (descriptor, temporaryPath) = try TemporaryFile.make(in: temporaryDirectory)
    }

    /// - Parameter partial: what the file has, at whose end it stands.
    init(resuming file: LockedFile, _ partial: PartialBlob, directory: String, claims: Claims?) {
        self.directory = directory
        self.claims = claims
        partialFile = file
        hasher = nil
        (size, unsynced) = (partial.size, partial.size)
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
        hasher?.update(bytes)
        size += Int64(bytes.count)
        if size - unsynced >= Self.writebackSize { startWriteback() }
    }

    /// The same file, to be read while this writes it.
    func reading() throws(BuildError) -> OpenFile {
        let copy = try SystemCall.run(.store, "a blob can't be read") { fcntl(descriptor, F_DUPFD_CLOEXEC, 0) }
        return OpenFile(taking: FileDescriptor(rawValue: copy))
    }

    /// How many bytes are written to the disk at a time.
    private static let writebackSize: Int64 = 8 << 20

    /// Lets the disk begin with what was written, so that there is little left to be waited for in the end.
    private func startWriteback() {
        Layers.startWriteback(of: FileDescriptor(rawValue: descriptor), from: unsynced, count: size - unsynced)
        unsynced = size
    }

    func commit(_ blob: Descriptor, hashed partial: PartialBlob) throws(BuildError) {
        try keep(partial.digest, expecting: blob)
    }

    func commit(expecting expected: Descriptor?) throws(BuildError) -> (digest: Digest, size: Int64) {
        guard let hasher else {
            throw BuildError(.internalError, "a blob that was known when it was begun is kept without its hash")
        }
        let digest = hasher.finalize()
        try keep(digest, expecting: expected)
        return (digest, size)
    }

    /// Whether all of the blob was written.
    func has(_ blob: Descriptor, hashed partial: PartialBlob) -> Bool {
        partial.digest == blob.digest && size == blob.size && partial.size == size
    }

    private func keep(_ digest: Digest, expecting expected: Descriptor?) throws(BuildError) {
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
        try DirectorySync.sync(directory)
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
}
