import Diagnostics
import Glibc
import ImageModel
import SystemPackage

/// Blobs as files in a directory, named after their digest.
struct DiskBlobs: BlobStore {
    let directory: String

    func path(of digest: Digest) -> String { "\(directory)/\(digest.hex)" }

    func size(of digest: Digest) throws(BuildError) -> Int64? { nil }

    func open(_ digest: Digest) throws(BuildError) -> FileDescriptor {
        do { return try FileDescriptor.open(path(of: digest), .readOnly) } catch {
            throw BuildError(.corrupt, "\(error)")
        }
    }

    func makeWriter() throws(BuildError) -> any BlobWriter {
        do { return try DiskBlobWriter(blobs: self) } catch { throw BuildError(.store, "\(error)") }
    }
}

private final class DiskBlobWriter: BlobWriter {
    private let blobs: DiskBlobs
    private let path: String
    private let file: FileDescriptor
    private var hasher = DigestHasher()
    private var size: Int64 = 0

    init(blobs: DiskBlobs) throws {
        self.blobs = blobs
        path = "\(blobs.directory)/new-\(UInt64.random(in: .min ... .max))"
        file = try .open(path, .writeOnly, options: [.create, .exclusiveCreate], permissions: .ownerReadWrite)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(BuildError) {
        do { try file.writeAll(bytes) } catch { throw BuildError(.store, "\(error)") }
        hasher.update(bytes)
        size += Int64(bytes.count)
    }

    func commit(expecting expected: Descriptor?) throws(BuildError) -> (digest: Digest, size: Int64) {
        let digest = hasher.finalize()
        do {
            try file.close()
            guard rename(path, blobs.path(of: digest)) == 0 else { throw Errno(rawValue: errno) }
        } catch {
            throw BuildError(.store, "\(error)")
        }
        return (digest, size)
    }

    func cancel() {
        try? file.close()
        unlink(path)
    }
}
