import CBzip2
import Diagnostics

/// Decompresses bzip2 of one or more streams, verifying the checksums of their blocks.
final class Bzip2Source: ByteSource {
    private let input: BufferedSource
    private let state = UnsafeMutablePointer<bz_stream>.allocate(capacity: 1)
    private var isInStream = false

    init(_ input: BufferedSource) throws(BuildError) {
        self.input = input
        state.initialize(to: bz_stream())
        try begin()
    }

    deinit {
        if isInStream { BZ2_bzDecompressEnd(state) }
        state.deallocate()
    }

    private func begin() throws(BuildError) {
        state.pointee = bz_stream()
        guard BZ2_bzDecompressInit(state, 0, 0) == BZ_OK else {
            throw BuildError(.internalError, "bzip2 decompression can't be started: out of memory")
        }
        isInStream = true
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(BuildError) -> Int {
        while true {
            let hasInput = try input.fill(1)
            if !isInStream {
                if !hasInput { return 0 }
                try begin()
            }
            let available = input.available
            let capacity = min(buffer.count, 1 << 30)
            state.pointee.next_in = UnsafeMutablePointer(
                mutating: available.assumingMemoryBound(to: CChar.self).baseAddress)
            state.pointee.avail_in = UInt32(available.count)
            state.pointee.next_out = buffer.assumingMemoryBound(to: CChar.self).baseAddress
            state.pointee.avail_out = UInt32(capacity)
            let status = BZ2_bzDecompress(state)
            guard status == BZ_OK || status == BZ_STREAM_END else {
                throw BuildError(.corrupt, "bzip2 stream is damaged")
            }
            input.consume(available.count - Int(state.pointee.avail_in))
            if status == BZ_STREAM_END {
                BZ2_bzDecompressEnd(state)
                isInStream = false
            }
            let written = capacity - Int(state.pointee.avail_out)
            if written > 0 { return written }
            if !hasInput, isInStream { throw BuildError(.corrupt, "bzip2 stream ends too early") }
        }
    }
}
