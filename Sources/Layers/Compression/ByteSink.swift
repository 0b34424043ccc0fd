package import Diagnostics

/// Takes a stream of bytes, in order, on one thread at a time.
///
/// Sinks stand in a row: each passes what it makes of the bytes to the next one.
package protocol ByteSink: AnyObject {
    /// Takes the next bytes; they may change once it has returned.
    ///
    /// - Throws: what the last sink of the row throws, `diskFull` and `store` for files.
    func write(_ bytes: UnsafeRawBufferPointer) throws(BuildError)

    /// Ends the stream, here and in the sinks that follow. Called once, after the last `write`; a stream that failed is
    /// let go without it.
    func finish() throws(BuildError)
}

extension ByteSink {
    /// Takes bytes that are in an array.
    func write(_ bytes: [UInt8]) throws(BuildError) {
        try bytes.withUnsafeBufferPointer { buffer throws(BuildError) in try write(UnsafeRawBufferPointer(buffer)) }
    }
}

/// Takes everything and keeps nothing; the end of a row that only counts or hashes.
package final class DiscardingSink: ByteSink {
    package init() {}

    package func write(_ bytes: UnsafeRawBufferPointer) {}

    package func finish() {}
}
