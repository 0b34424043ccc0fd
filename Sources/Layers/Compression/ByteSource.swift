package import Diagnostics

/// Gives a stream of bytes, in order, on one thread at a time.
package protocol ByteSource: AnyObject {
    /// Fills the beginning of `buffer`, which is not empty, with at least one byte.
    ///
    /// - Returns: how many bytes were written; 0 at the end of the stream.
    /// - Throws: `corrupt` for bytes that do not have the form they must have, `store` for a failed read.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(BuildError) -> Int
}

/// A source that can step over bytes without reading them.
package protocol SkippingSource: ByteSource {
    /// Steps over the next bytes.
    ///
    /// - Returns: how many; fewer than `count` only where the stream ends before.
    func skip(_ count: Int64) throws(BuildError) -> Int64
}

extension ByteSource {
    /// Passes all that is left on, in parts.
    ///
    /// - Throws: what `body` and the source throw.
    package func readAll(_ body: (UnsafeRawBufferPointer) throws(BuildError) -> Void) throws(BuildError) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 4096)
        defer { buffer.deallocate() }
        while case let count = try read(into: buffer), count > 0 {
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }
}
