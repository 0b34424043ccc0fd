import CISAL

/// One block of input, and what deflate makes of it. Belongs to one thread at a time: see `DeflatePool`.
final class DeflateBlock {
    /// Part of the format of Pith's layers: another size makes other digests.
    static let size = 512 << 10

    private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
    /// Incompressible input grows by a few bytes for every 64 KiB.
    private let compressed = UnsafeMutableRawBufferPointer.allocate(byteCount: size + size / 16, alignment: 64)
    private var inputCount = 0
    private var compressedCount: Int?

    deinit {
        input.deallocate()
        compressed.deallocate()
    }

    var isEmpty: Bool { inputCount == 0 }
    var isFull: Bool { inputCount == input.count }

    /// The compressed bytes; nil if the block could not be compressed.
    var output: UnsafeRawBufferPointer? {
        compressedCount.map { UnsafeRawBufferPointer(rebasing: compressed[..<$0]) }
    }

    /// Takes as many bytes as fit, and says how many.
    func append(_ bytes: UnsafeRawBufferPointer) -> Int {
        let part = bytes.prefix(input.count - inputCount)
        let free = UnsafeMutableRawBufferPointer(rebasing: input[inputCount...])
        free.copyMemory(from: UnsafeRawBufferPointer(rebasing: part))
        inputCount += part.count
        return part.count
    }

    func clear() {
        inputCount = 0
        compressedCount = nil
    }

    func compress(with deflater: Deflater) {
        compressedCount = deflater.deflate(UnsafeRawBufferPointer(rebasing: input[..<inputCount]), into: compressed)
    }
}

/// One thread's memory for ISA-L's deflate.
final class Deflater {
    /// The bytes of the library's state.
    static let stateSize = MemoryLayout<isal_zstream>.size

    private let level: DeflateLevel
    private let stream = UnsafeMutablePointer<isal_zstream>.allocate(capacity: 1)
    private let buffer: UnsafeMutablePointer<UInt8>

    init(level: DeflateLevel) {
        self.level = level
        buffer = .allocate(capacity: Int(level.bufferSize))
        // The library initializes only some of it: what is left, the size of the window among it, changes the output.
        UnsafeMutableRawPointer(stream).initializeMemory(
            as: UInt8.self, repeating: 0, count: Deflater.stateSize)
    }

    deinit {
        stream.deallocate()
        buffer.deallocate()
    }

    /// Compresses a block that others may precede and follow.
    ///
    /// - Returns: the size of what was written; nil if it does not fit.
    func deflate(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Int? {
        isal_deflate_stateless_init(stream)
        stream.pointee.level = level.rawValue
        stream.pointee.level_buf = buffer
        stream.pointee.level_buf_size = level.bufferSize
        stream.pointee.flush = UInt16(FULL_FLUSH)
        stream.pointee.end_of_stream = 0
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.assumingMemoryBound(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(input.count)
        stream.pointee.next_out = output.assumingMemoryBound(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(output.count)
        guard isal_deflate_stateless(stream) == COMP_OK, stream.pointee.avail_in == 0 else { return nil }
        return output.count - Int(stream.pointee.avail_out)
    }
}
