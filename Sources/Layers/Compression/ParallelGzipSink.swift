import CISAL
package import Diagnostics

/// Compresses to one gzip member (RFC 1952) on several threads.
///
/// The input is cut into blocks of one size, each compressed on its own and ended on a byte (RFC 1951, an empty stored
/// block), so the output does not depend on the number of threads. Blocks in flight are bounded; the calling thread
/// writes the output, in order.
package final class ParallelGzipSink: ByteSink {
    private let next: any ByteSink
    private let pool: DeflatePool
    /// Blocks handed over, and blocks whose output was written.
    private var submitted = 0
    private var written = 0
    private var checksum: UInt32 = 0
    private var length: UInt32 = 0

    /// - Parameters:
    ///   - level: how much time each block may take.
    ///   - threads: how many compress; nil for what the machine has.
    /// - Throws: `store` if no thread can be started.
    init(_ next: any ByteSink, level: DeflateLevel = .standard, threads: Int? = nil) throws(BuildError) {
        self.next = next
        pool = try DeflatePool(level: level, threads: threads ?? min(onlineProcessors(), compressionThreadCount))
    }

    deinit { pool.stop() }

    package func write(_ bytes: UnsafeRawBufferPointer) throws(BuildError) {
        checksum = crc32_gzip_refl(checksum, bytes.assumingMemoryBound(to: UInt8.self).baseAddress, UInt64(bytes.count))
        length &+= UInt32(truncatingIfNeeded: bytes.count)
        var rest = bytes[...]
        while !rest.isEmpty {
            let block = pool.block(submitted)
            let taken = block.append(UnsafeRawBufferPointer(rebasing: rest))
            rest = rest.dropFirst(taken)
            if block.isFull { try submit() }
        }
    }

    package func finish() throws(BuildError) {
        if !pool.block(submitted).isEmpty { try submit() }
        while written < submitted { try writeBlock() }
        if written == 0 { try next.write(Self.header) }
        pool.stop()
        try next.write(Self.lastBlock + littleEndian(checksum) + littleEndian(length))
        try next.finish()
    }

    /// Hands the current block to the threads, and makes sure that there is another to fill.
    private func submit() throws(BuildError) {
        pool.submit(submitted)
        submitted += 1
        if submitted - written == pool.capacity { try writeBlock() }
    }

    private func writeBlock() throws(BuildError) {
        if written == 0 { try next.write(Self.header) }
        let block = pool.waitForBlock(written)
        guard let output = block.output else {
            throw BuildError(.internalError, "gzip block can't be compressed")
        }
        try next.write(output)
        block.clear()
        written += 1
    }

    /// No name, no time, unknown system, so that equal input gives equal output everywhere.
    private static let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]

    /// An empty deflate block with the fixed codes, marked as the last.
    private static let lastBlock: [UInt8] = [3, 0]

    private func littleEndian(_ value: UInt32) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}
