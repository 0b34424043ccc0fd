import Diagnostics
import ImageModel
import Layers
import Store
import Testing

@Suite("Blobs that are read while they arrive")
struct ArrivingBlobTests {
    private let content = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 ^ $0 >> 11) }

    private var blob: Descriptor {
        Descriptor(mediaType: .ociLayer, digest: Digest(of: content), size: Int64(content.count))
    }

    /// Writes a part of the content, as somebody does who hashes it too.
    private func write(_ range: Range<Int>, to writer: any BlobWriter, _ partial: inout PartialBlob) throws {
        try content[range].withUnsafeBytes {
            try writer.write($0)
            partial.append($0)
        }
    }

    /// What a reader gets from now on; it waits on a thread of its own.
    private func reading(_ source: UncheckedSource) async throws -> [UInt8] {
        try await blockingThread { () throws(BuildError) in
            var (all, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 100_000))
            while true {
                let count = try buffer.withUnsafeMutableBufferPointer { buffer throws(BuildError) in
                    try source.source.read(into: UnsafeMutableRawBufferPointer(buffer))
                }
                if count == 0 { return all }
                all += buffer[..<count]
            }
        }
    }

    @Test("readers get what has come, wait for the rest, and see the end once it is verified")
    func readWhileWritten() async throws {
        try await withStore { store in
            let arriving = ArrivingBlob(blob, into: store.blobs)
            async let early = reading(UncheckedSource(arriving.source()))
            var partial = PartialBlob()
            let writer = try arriving.makeWriter(of: blob, &partial)
            for start in stride(from: 0, to: content.count, by: 250_000) {
                try write(start..<min(start + 250_000, content.count), to: writer, &partial)
                await Task.yield()
            }
            try writer.commit(blob, hashed: partial)
            #expect(try await early == content)
            #expect(try store.blobs.size(of: blob.digest) == blob.size)
            try arriving.succeed()
            #expect(try await reading(UncheckedSource(arriving.source())) == content)
            #expect(!arriving.isRepeated)
        }
    }

    @Test("a reader of a blob that does not come to its end fails")
    func failure() async throws {
        try await withStore { store in
            let arriving = ArrivingBlob(blob, into: store.blobs)
            var partial = PartialBlob()
            let writer = try arriving.makeWriter(of: blob, &partial)
            try write(0..<1000, to: writer, &partial)
            let early = Task { try await reading(UncheckedSource(arriving.source())) }
            arriving.fail()
            await #expect(throws: BuildError.self) { try await early.value }
            writer.cancel()
        }
    }

    @Test("wrong bytes do not end a blob; who has read them fails, who reads from then on gets the right ones")
    func repetition() async throws {
        try await withStore { store in
            let arriving = ArrivingBlob(blob, into: store.blobs)
            var wrong = PartialBlob()
            let first = try arriving.makeWriter(of: blob, &wrong)
            try write(1000..<content.count, to: first, &wrong)
            try write(0..<1000, to: first, &wrong)
            let stale = UncheckedSource(arriving.source())
            #expect(throws: BuildError.self) { try first.commit(blob, hashed: wrong) }
            #expect(try store.blobs.size(of: blob.digest) == nil)
            var partial = PartialBlob()
            let second = try arriving.makeWriter(of: blob, &partial)
            #expect(partial.size == 0)
            try write(0..<content.count, to: second, &partial)
            try second.commit(blob, hashed: partial)
            try arriving.succeed()
            #expect(arriving.isRepeated)
            await #expect(throws: BuildError.self) { _ = try await reading(stale) }
            #expect(try await reading(UncheckedSource(arriving.source())) == content)
        }
    }

    @Test("a blob that somebody brought in another way is read from the store")
    func elsewhere() async throws {
        try await withStore { store in
            let arriving = ArrivingBlob(blob, into: store.blobs)
            async let early = reading(UncheckedSource(arriving.source()))
            _ = try store.blobs.put(content, mediaType: .ociLayer)
            try arriving.succeed()
            #expect(try await early == content)
        }
    }
}

/// A source that one thread after the other uses.
private struct UncheckedSource: @unchecked Sendable {
    let source: any ByteSource

    init(_ source: any ByteSource) { self.source = source }
}

/// A store in a directory of its own; removed at the end.
private func withStore(_ body: (ImageStore) async throws -> Void) async throws {
    try await withDirectory { path in
        let store = try openStore(path)
        defer { store.close() }
        try await body(store)
    }
}
