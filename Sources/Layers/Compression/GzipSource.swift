import CISAL
import Diagnostics

/// Decompresses gzip of one or more members (RFC 1952), verifying each member's CRC and length.
final class GzipSource: ByteSource {
    private let input: BufferedSource
    private let state = UnsafeMutablePointer<inflate_state>.allocate(capacity: 1)
    private var isInMember = true

    init(_ input: BufferedSource) {
        self.input = input
        isal_inflate_init(state)
        state.pointee.crc_flag = UInt32(ISAL_GZIP)
    }

    deinit { state.deallocate() }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(BuildError) -> Int {
        while true {
            let hasInput = try input.fill(1)
            if !hasInput, !isInMember { return 0 }
            let (read, written) = try inflate(input.available, into: buffer)
            input.consume(read)
            if state.pointee.block_state == ISAL_BLOCK_FINISH {
                isInMember = false
                isal_inflate_reset(state)
            } else if !hasInput, written == 0 {
                throw BuildError(.corrupt, "gzip stream ends too early")
            }
            if written > 0 { return written }
        }
    }

    private func inflate(
        _ bytes: UnsafeRawBufferPointer, into buffer: UnsafeMutableRawBufferPointer
    ) throws(BuildError) -> (read: Int, written: Int) {
        isInMember = true
        let capacity = min(buffer.count, 1 << 30)
        state.pointee.next_in = UnsafeMutablePointer(mutating: bytes.assumingMemoryBound(to: UInt8.self).baseAddress)
        state.pointee.avail_in = UInt32(bytes.count)
        state.pointee.next_out = buffer.assumingMemoryBound(to: UInt8.self).baseAddress
        state.pointee.avail_out = UInt32(capacity)
        switch isal_inflate(state) {
        case ISAL_DECOMP_OK, ISAL_END_INPUT, ISAL_OUT_OVERFLOW: break
        case ISAL_INCORRECT_CHECKSUM: throw BuildError(.corrupt, "gzip stream is damaged: its checksum is wrong")
        case ISAL_INVALID_WRAPPER, ISAL_UNSUPPORTED_METHOD:
            throw BuildError(.corrupt, "gzip stream is damaged: it has bytes that are no gzip header")
        default: throw BuildError(.corrupt, "gzip stream is damaged: its blocks can't be decoded")
        }
        return (bytes.count - Int(state.pointee.avail_in), capacity - Int(state.pointee.avail_out))
    }
}
