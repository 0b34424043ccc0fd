package import Diagnostics
package import ImageModel

/// Hashes and counts the bytes that are read through it, and bounds them.
package final class HashingSource: ByteSource {
    private let source: any ByteSource
    private let limit: Int64
    private var hasher = DigestHasher()
    /// How many bytes have been read.
    package private(set) var count: Int64 = 0

    /// - Parameter limit: the most bytes that the source may give.
    package init(_ source: any ByteSource, limit: Int64 = .max) {
        self.source = source
        self.limit = limit
    }

    /// The digest of the bytes that have been read.
    package var digest: Digest { hasher.finalize() }

    /// - Throws: `corrupt` as soon as there are more bytes than the limit.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(BuildError) -> Int {
        let read = try source.read(into: buffer)
        guard read <= limit - count else { throw BuildError(.corrupt, "the stream is longer than \(limit) bytes") }
        hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<read]))
        count += Int64(read)
        return read
    }
}
