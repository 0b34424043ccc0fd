import Diagnostics
import ImageModel
import Layers

/// Where the bytes of a blob are. They are as trustworthy as the place that they come from until they are verified.
enum BlobContent: Sendable {
    case bytes([UInt8])
    case file(FileSection)

    /// How many bytes are read at a time.
    private static let chunkSize = 1 << 20

    var size: Int64 {
        switch self {
        case .bytes(let bytes): Int64(bytes.count)
        case .file(let section): section.size
        }
    }

    /// Hands on all bytes in order, reading files on threads of their own.
    ///
    /// - Throws: `corrupt` if they do not have the digest and size of `blob`, the latter before any byte; what `take`
    ///   throws.
    func read(
        as blob: Descriptor, _ take: (UnsafeRawBufferPointer) throws(BuildError) -> Void
    ) async throws(BuildError) {
        guard size == blob.size else {
            throw BuildError(
                .corrupt, "blob \(blob.digest) is not what it should be: expected \(blob.size) bytes, found \(size)")
        }
        var hasher = DigestHasher()
        var position: Int64 = 0
        while position < size {
            if Task.isCancelled { throw BuildError(.interrupted, "blob \(blob.digest) was not read to its end") }
            let chunk = try await chunk(at: position)
            try chunk.withUnsafeBufferPointer { buffer throws(BuildError) in
                hasher.update(UnsafeRawBufferPointer(buffer))
                try take(UnsafeRawBufferPointer(buffer))
            }
            position += Int64(chunk.count)
        }
        let digest = hasher.finalize()
        guard digest == blob.digest else {
            throw BuildError(.corrupt, "blob \(blob.digest) is not what it should be: its digest is \(digest)")
        }
    }

    private func chunk(at position: Int64) async throws(BuildError) -> [UInt8] {
        switch self {
        case .bytes(let bytes): bytes
        case .file(let section):
            try await blockingThread { () throws(BuildError) in
                try section.bytes(at: position, count: Self.chunkSize)
            }
        }
    }

    /// All bytes of a small file, not verified.
    ///
    /// - Throws: `corrupt`, naming `what`, if there are more than a manifest may have.
    func document(_ what: String) throws(BuildError) -> [UInt8] {
        let limit = ImageContents.largestManifest
        guard size <= limit else {
            throw BuildError(.corrupt, "\(what) can't be read: it is larger than \(limit) bytes")
        }
        return switch self {
        case .bytes(let bytes): bytes
        case .file(let section): try section.bytes(at: 0, count: Int(section.size))
        }
    }
}
