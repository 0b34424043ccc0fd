import Diagnostics

/// Looks ahead in a source, and lends its buffer to readers that need no copy of their own.
final class BufferedSource: ByteSource {
    private let source: any ByteSource
    private let storage: UnsafeMutableRawBufferPointer
    private var filled = 0..<0

    /// - Parameter capacity: the size of the buffer in bytes, the most that `fill` can be asked for.
    init(_ source: any ByteSource, capacity: Int = 256 << 10) {
        self.source = source
        storage = .allocate(byteCount: capacity, alignment: 4096)
    }

    deinit { storage.deallocate() }

    /// What has been read ahead; valid until the next call of `fill` or `read`.
    var available: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: storage[filled]) }

    /// Steps over the first bytes of `available`.
    func consume(_ count: Int) {
        precondition(count <= filled.count, "no more than what is available can be consumed")
        filled = filled.lowerBound + count..<filled.upperBound
    }

    /// Reads until `count` bytes are available.
    ///
    /// - Returns: false where the stream ends before; what is left of it is available.
    func fill(_ count: Int) throws(BuildError) -> Bool {
        if storage.count - filled.lowerBound < count || filled.isEmpty { moveToFront() }
        while filled.count < count {
            let read = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: storage[filled.upperBound...]))
            if read == 0 { return false }
            filled = filled.lowerBound..<filled.upperBound + read
        }
        return true
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(BuildError) -> Int {
        if filled.isEmpty { return try source.read(into: buffer) }
        let part = available.prefix(buffer.count)
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: part))
        consume(part.count)
        return part.count
    }

    private func moveToFront() {
        storage.copyMemory(from: available)
        filled = 0..<filled.count
    }
}
