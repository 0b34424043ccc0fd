import Diagnostics
import Layers

extension ByteSource {
    /// All that is left, in memory.
    ///
    /// - Throws: what the source throws.
    func readAll() throws(BuildError) -> [UInt8] {
        var bytes = [UInt8]()
        try readAll { bytes.append(contentsOf: $0) }
        return bytes
    }
}
