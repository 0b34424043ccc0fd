package import Diagnostics
package import SystemPackage

/// Blobs by digest. Every blob is verified as it enters, and is either whole or not there.
package protocol BlobStore: Sendable {
    /// The size of a blob in bytes, or nil if it is not here.
    func size(of digest: Digest) throws(BuildError) -> Int64?

    /// Opens a blob for reading; the caller closes the descriptor.
    ///
    /// - Throws: `corrupt` if it is not here.
    func open(_ digest: Digest) throws(BuildError) -> FileDescriptor

    /// Begins a new blob.
    func makeWriter() throws(BuildError) -> any BlobWriter

    /// Begins a blob that is known, or goes on with what an earlier process had of it.
    ///
    /// Whoever writes hashes too, in `partial`, by which the blob is committed: its writer need not hash a second time.
    ///
    /// - Parameter partial: becomes what is here already.
    func makeWriter(of blob: Descriptor, _ partial: inout PartialBlob) throws(BuildError) -> any BlobWriter
}

extension BlobStore {
    package func makeWriter(of blob: Descriptor, _ partial: inout PartialBlob) throws(BuildError) -> any BlobWriter {
        try makeWriter()
    }
}

/// A blob that is being written. One owner, one thread at a time; ends with `commit` or `cancel`.
package protocol BlobWriter: AnyObject {
    /// Appends bytes.
    ///
    /// - Throws: `diskFull` or `store`.
    func write(_ bytes: UnsafeRawBufferPointer) throws(BuildError)

    /// Makes the blob durable and visible under its digest.
    ///
    /// - Parameter expected: digest and size that the bytes must have, where they are known.
    /// - Throws: `corrupt` if they differ; nothing stays behind then.
    func commit(expecting expected: Descriptor?) throws(BuildError) -> (digest: Digest, size: Int64)

    /// Makes a blob that was known when it was begun durable and visible.
    ///
    /// - Parameter partial: all of what was written, hashed.
    /// - Throws: `corrupt` if it is not the blob.
    func commit(_ blob: Descriptor, hashed partial: PartialBlob) throws(BuildError)

    /// Drops what was written, unless it can be gone on with. Harmless after `commit`.
    func cancel()

    /// Drops what was written for good: it is wrong.
    func discard()
}

extension BlobWriter {
    package func commit(_ blob: Descriptor, hashed partial: PartialBlob) throws(BuildError) {
        _ = try commit(expecting: blob)
    }

    package func discard() { cancel() }
}

extension BlobStore {
    /// Writes a blob that is all in memory.
    package func put(_ bytes: [UInt8], mediaType: MediaType) throws(BuildError) -> Descriptor {
        let writer = try makeWriter()
        do throws(BuildError) {
            try bytes.withUnsafeBufferPointer { buffer throws(BuildError) in
                try writer.write(UnsafeRawBufferPointer(buffer))
            }
            let (digest, size) = try writer.commit(expecting: nil)
            return Descriptor(mediaType: mediaType, digest: digest, size: size)
        } catch {
            writer.cancel()
            throw error
        }
    }

    /// Reads a whole blob of at most `limit` bytes and verifies it: manifests and configs, never layers.
    ///
    /// - Throws: `corrupt` if it is missing, larger, or does not have its digest.
    package func read(_ digest: Digest, limit: Int = 8 << 20) throws(BuildError) -> [UInt8] {
        let descriptor = try open(digest)
        defer { try? descriptor.close() }
        var bytes = [UInt8]()
        do {
            let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
            defer { chunk.deallocate() }
            while bytes.count <= limit {
                let count = try descriptor.read(into: chunk)
                if count == 0 { break }
                bytes.append(contentsOf: chunk[..<count])
            }
        } catch {
            throw BuildError(.store, "blob \(digest) can't be read: \(error)", underlying: error)
        }
        guard bytes.count <= limit else { throw BuildError(.corrupt, "blob \(digest) is larger than \(limit) bytes") }
        guard Digest(of: bytes) == digest else {
            throw BuildError(.corrupt, "blob \(digest) does not have that digest")
        }
        return bytes
    }
}
