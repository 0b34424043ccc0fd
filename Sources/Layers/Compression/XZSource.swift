import CLZMA
import Diagnostics

/// Decompresses xz of one or more streams, verifying the checks of their blocks.
final class XZSource: ByteSource {
    /// The most memory that a stream may ask for: more than `xz -9` needs, 64 MiB, and far less than `xz` could ask for.
    private static let maximumMemory: UInt64 = 512 << 20

    private let input: BufferedSource
    private let state = UnsafeMutablePointer<lzma_stream>.allocate(capacity: 1)
    private var isAtEnd = false

    init(_ input: BufferedSource) throws(BuildError) {
        self.input = input
        state.initialize(to: lzma_stream())
        // LZMA_CONCATENATED, a macro that Swift doesn't import.
        guard lzma_stream_decoder(state, XZSource.maximumMemory, 0x08) == LZMA_OK else {
            throw BuildError(.internalError, "xz decompression can't be started: out of memory")
        }
    }

    deinit {
        lzma_end(state)
        state.deallocate()
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(BuildError) -> Int {
        while !isAtEnd {
            let hasInput = try input.fill(1)
            let available = input.available
            state.pointee.next_in = available.assumingMemoryBound(to: UInt8.self).baseAddress
            state.pointee.avail_in = available.count
            state.pointee.next_out = buffer.assumingMemoryBound(to: UInt8.self).baseAddress
            state.pointee.avail_out = buffer.count
            let status = lzma_code(state, hasInput ? LZMA_RUN : LZMA_FINISH)
            switch status {
            case LZMA_OK: break
            case LZMA_STREAM_END: isAtEnd = true
            case LZMA_BUF_ERROR where !hasInput: throw BuildError(.corrupt, "xz stream ends too early")
            case LZMA_MEMLIMIT_ERROR:
                throw BuildError(.corrupt, "xz stream can't be read: it asks for too much memory")
            default: throw BuildError(.corrupt, "xz stream is damaged")
            }
            input.consume(available.count - state.pointee.avail_in)
            let written = buffer.count - state.pointee.avail_out
            if written > 0 { return written }
        }
        return 0
    }
}
