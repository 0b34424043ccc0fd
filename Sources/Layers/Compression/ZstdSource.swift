import CZstd
import Diagnostics

/// Decompresses zstd of one or more frames (RFC 8878), verifying checksums where there are any.
final class ZstdSource: ByteSource {
    /// The most memory that a frame may ask for: what the `zstd` program accepts, 128 MiB.
    private static let maximumWindowLog: Int32 = 27

    private let input: BufferedSource
    private let context: OpaquePointer
    private var isInFrame = true

    init(_ input: BufferedSource) throws(BuildError) {
        guard let context = ZSTD_createDCtx() else {
            throw BuildError(.internalError, "zstd decompression can't be started: out of memory")
        }
        self.input = input
        self.context = context
        _ = ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, ZstdSource.maximumWindowLog)
    }

    deinit { ZSTD_freeDCtx(context) }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(BuildError) -> Int {
        while true {
            let hasInput = try input.fill(1)
            if !hasInput, !isInFrame { return 0 }
            var source = ZSTD_inBuffer(src: input.available.baseAddress, size: input.available.count, pos: 0)
            var result = ZSTD_outBuffer(dst: buffer.baseAddress, size: buffer.count, pos: 0)
            let left = ZSTD_decompressStream(context, &result, &source)
            guard ZSTD_isError(left) == 0 else {
                throw BuildError(.corrupt, "zstd stream is damaged: \(String(cString: ZSTD_getErrorName(left)))")
            }
            input.consume(source.pos)
            isInFrame = left != 0
            if result.pos > 0 { return result.pos }
            if !hasInput, isInFrame { throw BuildError(.corrupt, "zstd stream ends too early") }
        }
    }
}
