import Diagnostics

/// Looks ahead in a source, and lends its buffer to readers that need no copy of their own.
final class BufferedSource: ByteSource {
    private let source: any ByteSource
    private let storage: UnsafeMutableRawBufferPointer
    private var filled = 0..<0
    /// How many bytes have been consumed, read or skipped.
    private(set) var position: Int64 = 0

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
        position += Int64(count)
    }

    /// Steps over bytes, which are not read if the source can do without.
    ///
    /// - Returns: false where the stream ends before.
    func skip(_ count: Int64) throws(BuildError) -> Bool {
        var remaining = count
        while remaining > 0 {
            if filled.isEmpty, let source = source as? any SkippingSource {
                let skipped = try source.skip(remaining)
                position += skipped
                return skipped == remaining
            }
            guard try fill(1) else { return false }
            let part = min(remaining, Int64(filled.count))
            consume(Int(part))
            remaining -= part
        }
        return true
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
        if filled.isEmpty {
            let count = try source.read(into: buffer)
            position += Int64(count)
            return count
        }
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
