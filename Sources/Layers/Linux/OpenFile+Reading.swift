import Glibc
import SystemPackage

extension OpenFile {
    /// Reads from the current position to the end, in large blocks.
    func forEachBlock(_ body: (UnsafeRawBufferPointer) throws(Errno) -> Void) throws(Errno) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 4096)
        defer { buffer.deallocate() }
        while true {
            let count = try SystemCall.attempt { read(raw, buffer.baseAddress, buffer.count) }
            if count == 0 { return }
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// Reads a whole file of at most `limit` bytes.
    ///
    /// - Throws: `EFBIG` for a larger one.
    func readAll(limit: Int) throws(Errno) -> [UInt8] {
        let size = try status().size
        guard size <= limit else { throw .fileTooLarge }
        var bytes = [UInt8]()
        bytes.reserveCapacity(Int(size))
        try forEachBlock { block throws(Errno) in
            guard bytes.count + block.count <= limit else { throw .fileTooLarge }
            bytes.append(contentsOf: block)
        }
        return bytes
    }
}
