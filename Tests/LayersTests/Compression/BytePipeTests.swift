import Diagnostics
import Testing

@testable import Layers

@Suite("Reading ahead on another thread")
struct ReadAheadTests {
    @Test("all bytes come in order, however the source and its reader cut them", arguments: [1000, 300_000, .max])
    func order(step: Int) throws {
        let content = sample(5_000_000)
        let source = MemorySource(content, step: step)
        let read = try readingAhead(of: source) { ahead throws(BuildError) in try Self.bytes(of: ahead, step: 70_001) }
        #expect(read == content)
        #expect(try readingAhead(of: MemorySource([])) { ahead throws(BuildError) in try Self.bytes(of: ahead) } == [])
    }

    @Test("what the source throws is thrown where its bytes end")
    func failure() throws {
        let source = FailingSource(after: 3)
        var count = 0
        #expect(throws: BuildError.self) {
            try readingAhead(of: source) { ahead throws(BuildError) in
                var buffer = [UInt8](repeating: 0, count: 10)
                while try ahead.fill(&buffer) > 0 { count += 1 }
            }
        }
        #expect(count == 3)
    }

    @Test("a reader that stops early, or fails, ends the thread")
    func early() throws {
        let source = MemorySource(sample(5_000_000))
        let first = try readingAhead(of: source) { ahead throws(BuildError) in
            var buffer = [UInt8](repeating: 0, count: 10)
            return try ahead.fill(&buffer)
        }
        #expect(first == 10)
        #expect(throws: BuildError.self) {
            try readingAhead(of: source) { _ throws(BuildError) in throw BuildError(.corrupt, "no") }
        }
    }

    private static func bytes(of source: any ByteSource, step: Int = 4096) throws(BuildError) -> [UInt8] {
        var (all, buffer) = ([UInt8](), [UInt8](repeating: 0, count: step))
        while true {
            let count = try source.fill(&buffer)
            if count == 0 { return all }
            all += buffer[..<count]
        }
    }
}

extension ByteSource {
    fileprivate func fill(_ buffer: inout [UInt8]) throws(BuildError) -> Int {
        try buffer.withUnsafeMutableBufferPointer { buffer throws(BuildError) in
            try read(into: UnsafeMutableRawBufferPointer(buffer))
        }
    }
}

/// Gives ten bytes so many times, then fails.
private final class FailingSource: ByteSource {
    private var rest: Int

    init(after count: Int) { rest = count }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(BuildError) -> Int {
        rest -= 1
        if rest < 0 { throw BuildError(.corrupt, "the source has failed") }
        return 10
    }
}
