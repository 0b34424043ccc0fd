import Diagnostics
import ImageModel
import SystemPackage
import Testing

@testable import Layers

@Suite("Compression, judged by gzip and zstd")
struct CompressionTests {
    /// Sizes at the edges of a block, of several blocks, and of the buffers on the way.
    static let sizes =
        [0, 1, 2, 1000]
        + [1, 2, 5].flatMap { count in
            [-1, 0, 1].map { count * DeflateBlock.size + $0 }
        }

    @Test("gzip accepts and returns what was written", arguments: sizes, [true, false])
    func gzipRoundTrip(size: Int, isCompressible: Bool) throws {
        let directory = try ScratchDirectory()
        let content = sample(size, isCompressible: isCompressible)
        let compressed = try compress(content, .gzip)
        try directory.write(compressed, to: "a.gz")
        try directory.run("gzip -t a.gz && gzip -dc a.gz > a")
        #expect(try directory.read("a") == content)
        #expect(try bytes(of: decompressing(MemorySource(compressed))) == content)
        #expect(compressed.count < content.count + content.count / 100 + 64)
    }

    @Test("zstd accepts and returns what was written", arguments: sizes, [true, false])
    func zstdRoundTrip(size: Int, isCompressible: Bool) throws {
        let directory = try ScratchDirectory()
        let content = sample(size, isCompressible: isCompressible)
        let compressed = try compress(content, .zstd)
        try directory.write(compressed, to: "a.zst")
        try directory.run("zstd -qt a.zst && zstd -qdc a.zst > a")
        #expect(try directory.read("a") == content)
        #expect(try bytes(of: decompressing(MemorySource(compressed))) == content)
        #expect(try directory.run("zstd -lv a.zst").contains("Check: XXH64"))
    }

    @Test("output does not depend on the number of threads, nor on how the input is cut")
    func threads() throws {
        let content = sample(7 * DeflateBlock.size + 4321)
        let gzip = try [1, 2, 3, 8].map { threads in
            try compress(content, step: 1000 * threads + 1) { try ParallelGzipSink($0, threads: threads) }
        }
        #expect(Set(gzip).count == 1)
        let zstd = try [1, 2, 5].map { threads in
            try compress(content, step: 1 << (16 + threads)) { try ZstdSink($0, threads: threads) }
        }
        #expect(Set(zstd).count == 1)
    }

    @Test("output does not depend on what the memory held before")
    func usedMemory() throws {
        let content = sample(DeflateBlock.size)
        let outputs = [UInt16(0), 1, 5, 9, 14, .max].map { garbage in
            // What is freed here is what the compressor is given.
            let count = Deflater.stateSize / 2
            let used = (0..<4).map { _ in UnsafeMutablePointer<UInt16>.allocate(capacity: count) }
            for memory in used { memory.initialize(repeating: garbage, count: count) }
            for memory in used { memory.deallocate() }
            let deflater = Deflater(level: .standard)
            return [UInt8](unsafeUninitializedCapacity: content.count) { output, written in
                content.withUnsafeBytes { input in
                    written = deflater.deflate(input, into: UnsafeMutableRawBufferPointer(output)) ?? 0
                }
            }
        }
        #expect(Set(outputs).count == 1)
        #expect(outputs.allSatisfy { !$0.isEmpty })
    }

    @Test("files of the machine become little larger than gzip -6 makes them")
    func ratio() throws {
        let directory = try ScratchDirectory()
        // Texts and libraries, 32 MiB or less: enough to see, quick enough to wait for.
        try directory.run(
            """
            for tree in /usr/share /usr/lib; do tar -cf - $tree 2> log | head -c 16777216; done > a.tar
            gzip -6 < a.tar > a.gz
            """)
        let compressed = try compress(directory.read("a.tar"), .gzip)
        let judge = try directory.read("a.gz").count
        // 10 % is for whole trees; these beginnings of them have more text than the rest.
        #expect(compressed.count * 100 < judge * 118)
    }

    @Test("streams of the judges are read, in parts of any size", arguments: [1, 7, 4096, 1 << 20])
    func judgesStreams(step: Int) throws {
        let directory = try ScratchDirectory()
        let content = sample(150_000)
        try directory.write(content, to: "a")
        try directory.run("gzip -9 < a > a.gz; cat a.gz a.gz a.gz > b.gz; zstd -q a -o a.zst; cat a.zst a.zst > b.zst")
        for (name, count) in [("a.gz", 1), ("b.gz", 3), ("a.zst", 1), ("b.zst", 2)] {
            let stream = try directory.read(name)
            let read = try bytes(of: decompressing(MemorySource(stream, step: step)), step: step)
            #expect(read == Array(repeatElement(content, count: count).joined()), "\(name)")
        }
    }

    @Test("a stream cut short anywhere is corrupt", arguments: [CompressionFormat.gzip, .zstd])
    func truncated(format: CompressionFormat) throws {
        let compressed = try compress(sample(20_000), format)
        let lengths =
            Array(0..<40) + stride(from: 40, to: compressed.count, by: 97) + (compressed.count - 12..<compressed.count)
        for length in lengths {
            expectCorrupt(Array(compressed[..<length]), format)
        }
        #expect(try bytes(of: decompressing(MemorySource([]), format: .none)).isEmpty)
    }

    @Test("bytes after the end are corrupt", arguments: [CompressionFormat.gzip, .zstd], [[0], [65, 66, 67, 68, 69]])
    func trailing(format: CompressionFormat, garbage: [UInt8]) throws {
        expectCorrupt(try compress(sample(20_000), format) + garbage, format)
    }

    @Test("a flipped bit is corrupt", arguments: [CompressionFormat.gzip, .zstd])
    func damaged(format: CompressionFormat) throws {
        let compressed = try compress(sample(20_000), format)
        // Behind the header, where some bits mean nothing.
        for offset in stride(from: 10, to: compressed.count, by: 61) {
            var bytes = compressed
            bytes[offset] ^= 4
            expectCorrupt(bytes, format)
        }
    }

    @Test("the format is told by the first bytes")
    func sniffing() throws {
        for format in CompressionFormat.allCases {
            let compressed = try compress(Array("hello".utf8), format)
            #expect(compressed.withUnsafeBytes { CompressionFormat(sniffing: $0) } == format)
            #expect(try bytes(of: decompressing(MemorySource(compressed, step: 1))) == Array("hello".utf8))
        }
        #expect(try bytes(of: decompressing(MemorySource([]))).isEmpty)
    }

    @Test("a sink that fails stops the compressor with its error", arguments: [CompressionFormat.gzip, .zstd])
    func failingSink(format: CompressionFormat) throws {
        let sink = try format.compressing(into: FailingSink(after: 1 << 20))
        let error = try #require(throws: BuildError.self) {
            let content = sample(DeflateBlock.size, isCompressible: false)
            for _ in 0..<200 { try content.withUnsafeBytes { try sink.write($0) } }
        }
        #expect(error.code == .diskFull)
    }

    @Test("a compressor that is let go in the middle ends its threads")
    func abandoned() throws {
        let sink = try ParallelGzipSink(DiscardingSink(), threads: 4)
        try sample(2 * DeflateBlock.size + 5).withUnsafeBytes { try sink.write($0) }
    }

    @Test("a full disk is an error of its own")
    func fullDisk() throws {
        let file = try FileDescriptor.open("/dev/full", .writeOnly)
        defer { try? file.close() }
        let sink = FileSink(file)
        let error = try #require(throws: BuildError.self) {
            try sample(100).withUnsafeBytes { try sink.write($0) }
            try sink.finish()
        }
        #expect(error.code == .diskFull)
    }

    @Test("hashes and counts are those of sha256sum, on the way in and out")
    func hashing() throws {
        let directory = try ScratchDirectory()
        let content = sample(600_001)
        let file = try FileDescriptor.open(
            FilePath(directory["a"]), .readWrite, options: .create, permissions: .ownerReadWrite)
        defer { try? file.close() }
        let sink = HashingSink(FileSink(file))
        for start in stride(from: 0, to: content.count, by: 100_000) {
            try Array(content[start..<min(start + 100_000, content.count)]).withUnsafeBytes { try sink.write($0) }
        }
        try sink.finish()
        #expect(try directory.run("sha256sum < a") == "\(sink.digest.hex)  -\n")
        #expect(sink.count == 600_001)
        try file.seek(offset: 0, from: .start)
        let source = HashingSource(FileSource(file))
        #expect(try bytes(of: source) == content)
        #expect(source.digest == sink.digest)
        let limited = HashingSource(MemorySource(content), limit: 600_000)
        #expect(throws: BuildError.self) { try bytes(of: limited) }
    }

    private func expectCorrupt(_ stream: [UInt8], _ format: CompressionFormat) {
        let error = #expect(throws: BuildError.self) {
            try bytes(of: decompressing(MemorySource(stream, step: 1000), format: format))
        }
        #expect(error?.code == .corrupt)
    }

    private func compress(_ content: [UInt8], _ format: CompressionFormat) throws -> [UInt8] {
        try compress(content, step: 100_000) { try format.compressing(into: $0) }
    }

    private func compress(
        _ content: [UInt8], step: Int, _ make: (any ByteSink) throws -> any ByteSink
    ) throws -> [UInt8] {
        let output = MemorySink()
        let sink = try make(output)
        for start in stride(from: 0, to: content.count, by: step) {
            try Array(content[start..<min(start + step, content.count)]).withUnsafeBytes { try sink.write($0) }
        }
        try sink.finish()
        #expect(output.isFinished)
        return output.bytes
    }
}

/// A disk that becomes full.
private final class FailingSink: ByteSink {
    private var room: Int

    init(after room: Int) {
        self.room = room
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(BuildError) {
        room -= bytes.count
        if room < 0 { throw BuildError(.diskFull, "output can't be written: no space left on device") }
    }

    func finish() {}
}
