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
            if errno == ENOENT {
                throw BuildError(.corrupt, "blob \(digest) is missing from the store", help: BuildError.repairHelp)
            }
            throw BuildError.system(errno, "blob \(digest) can't be opened")
        }
        return FileDescriptor(rawValue: descriptor)
    }

    /// Reads a manifest or config that a record refers to.
    ///
    /// - Throws: as `read`, with the help that repairs it.
    func readRecorded(_ digest: Digest) throws(BuildError) -> [UInt8] {
        do throws(BuildError) { return try read(digest) } catch { throw error.withRepairHelp }
    }

    package func makeWriter() throws(BuildError) -> any BlobWriter {
        try FileBlobWriter(
            temporaryDirectory: temporaryDirectory, directory: directory, claims: claims, isHashing: true)
    }

    package func makeWriter(of blob: Descriptor, _ partial: inout PartialBlob) throws(BuildError) -> any BlobWriter {
        try makeFileWriter(of: blob, &partial)
    }

    func makeFileWriter(of blob: Descriptor, _ partial: inout PartialBlob) throws(BuildError) -> FileBlobWriter {
        // Where another process is bringing the same blob at this moment, each does it for itself.
        guard let partialDirectory, blob.size >= Self.smallestPartial,
            let file = try LockedFile(path: "\(partialDirectory)/\(blob.digest.hex)", wait: false)
        else {
            return try FileBlobWriter(
                temporaryDirectory: temporaryDirectory, directory: directory, claims: claims, isHashing: false)
        }
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
