import CZstd
package import Diagnostics

/// Compresses to one zstd frame with a checksum (RFC 8878), on several threads where the library can.
///
/// With one worker or more the output does not depend on their number.
package final class ZstdSink: ByteSink {
    /// The input of one worker at a time in bytes, which bounds the memory. Part of the format of Pith's layers.
    private static let jobSize: Int32 = 2 << 20

    private let next: any ByteSink
    private let context: OpaquePointer
    private let output = UnsafeMutableRawBufferPointer.allocate(byteCount: ZSTD_CStreamOutSize(), alignment: 64)

    /// - Parameters:
    ///   - level: 1 to 22, 0 being the library's own choice; nil for Pith's.
    ///   - threads: how many compress; nil for what the machine has.
    /// - Throws: `internalError` if the library refuses.
    package init(_ next: any ByteSink, level: Int? = nil, threads: Int? = nil) throws(BuildError) {
        guard let context = ZSTD_createCCtx() else {
            throw BuildError(.internalError, "zstd compression can't be started: out of memory")
        }
        self.next = next
        self.context = context
        try check(ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Int32(level ?? 3)))
        try check(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1))
        // A library without threads refuses these two and compresses on the calling thread.
        _ = ZSTD_CCtx_setParameter(
            context, ZSTD_c_nbWorkers, Int32(threads ?? min(onlineProcessors(), compressionThreadCount)))
        _ = ZSTD_CCtx_setParameter(context, ZSTD_c_jobSize, ZstdSink.jobSize)
    }

    deinit {
        ZSTD_freeCCtx(context)
        output.deallocate()
    }

    package func write(_ bytes: UnsafeRawBufferPointer) throws(BuildError) {
        var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
        while input.pos < input.size { _ = try compress(&input, ZSTD_e_continue) }
    }

    package func finish() throws(BuildError) {
        var input = ZSTD_inBuffer(src: nil, size: 0, pos: 0)
        while try compress(&input, ZSTD_e_end) > 0 {}
        try next.finish()
    }

    /// One call of the library; what it gives goes on. Returns how much is left to be flushed, at least.
    private func compress(_ input: inout ZSTD_inBuffer, _ mode: ZSTD_EndDirective) throws(BuildError) -> Int {
        var result = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        let left = try check(ZSTD_compressStream2(context, &result, &input, mode))
        if result.pos > 0 { try next.write(UnsafeRawBufferPointer(rebasing: output[..<result.pos])) }
        return left
    }

    @discardableResult
    private func check(_ result: Int) throws(BuildError) -> Int {
        guard ZSTD_isError(result) == 0 else {
            throw BuildError(.internalError, "zstd compression failed: \(String(cString: ZSTD_getErrorName(result)))")
        }
        return result
    }
}
