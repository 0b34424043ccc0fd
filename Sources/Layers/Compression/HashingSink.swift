package import Diagnostics
package import ImageModel

/// Hashes and counts bytes on their way to the next sink.
package final class HashingSink: ByteSink {
    private let next: any ByteSink
    private var hasher = DigestHasher()
    /// How many bytes have passed.
    package private(set) var count: Int64 = 0

    package init(_ next: any ByteSink) {
        self.next = next
    }

    /// The digest of the bytes that have passed.
    package var digest: Digest { hasher.finalize() }

    package func write(_ bytes: UnsafeRawBufferPointer) throws(BuildError) {
        hasher.update(bytes)
        count += Int64(bytes.count)
        try next.write(bytes)
    }

    package func finish() throws(BuildError) {
        try next.finish()
    }
}
