/// The beginning of a blob that is here already, and the state of its hash.
///
/// Whoever kept a partial file of an earlier process feeds that file's bytes and then asks a source for the rest, which
/// verifies the whole.
package struct PartialBlob: Sendable {
    /// Bytes so far.
    package private(set) var size: Int64 = 0
    /// The state of the hash.
    package private(set) var hasher = DigestHasher()

    package init() {}

    /// Takes the bytes that follow.
    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        hasher.update(bytes)
        size += Int64(bytes.count)
    }

    /// The digest of what is here.
    package var digest: Digest { hasher.finalize() }
}
