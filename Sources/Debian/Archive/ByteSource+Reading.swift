import Diagnostics
import Layers

extension ByteSource {
    /// Passes all that is left on, in parts.
    ///
    /// - Throws: what `body` and the source throw.
    func readAll(_ body: (UnsafeRawBufferPointer) throws(BuildError) -> Void) throws(BuildError) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer { buffer.deallocate() }
        while case let count = try read(into: buffer), count > 0 {
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// All that is left, in memory.
    ///
    /// - Throws: what the source throws.
    func readAll() throws(BuildError) -> [UInt8] {
        var bytes = [UInt8]()
        try readAll { bytes.append(contentsOf: $0) }
        return bytes
    }
}
