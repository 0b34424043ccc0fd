import Glibc
import SystemPackage

@testable import Layers

/// A directory of one test's own, gone with it.
final class ScratchDirectory {
    let path: String

    init() throws {
        var template = Array("/tmp/pith-layers-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Errno(rawValue: errno) }
        path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress.unsafelyUnwrapped) }
    }

    deinit { system("rm -rf '\(path)'") }

    subscript(_ name: String) -> String { "\(path)/\(name)" }

    /// Runs a shell command in the directory, as the judges are.
    ///
    /// - Returns: what it wrote, standard error included.
    /// - Throws: `JudgeFailure` for any status but 0, 127 for a judge that is not installed.
    @discardableResult
    func run(_ command: String) throws -> String {
        guard let pipe = popen("cd '\(path)' && { \(command)\n} 2>&1", "r") else { throw Errno(rawValue: errno) }
        var output = [UInt8]()
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { output += buffer[..<count] }
        let status = pclose(pipe)
        let text = String(decoding: output, as: UTF8.self)
        guard status == 0 else { throw JudgeFailure(command: command, status: status, output: text) }
        return text
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        let file = try FileDescriptor.open(
            FilePath(self[name]), .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
        try file.closeAfter { _ = try file.writeAll(bytes) }
    }

    func read(_ name: String) throws -> [UInt8] {
        let file = try FileDescriptor.open(FilePath(self[name]), .readOnly)
        return try file.closeAfter { try LayersTests.bytes(of: FileSource(file)) }
    }
}

struct JudgeFailure: Error {
    let command: String
    let status: Int32
    let output: String
}

/// A source of bytes in memory, given in parts of at most `step` bytes.
final class MemorySource: ByteSource {
    private var rest: ArraySlice<UInt8>
    private let step: Int

    init(_ bytes: [UInt8], step: Int = .max) {
        rest = bytes[...]
        self.step = step
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let part = rest.prefix(min(step, buffer.count))
        buffer.copyBytes(from: part)
        rest = rest.dropFirst(part.count)
        return part.count
    }
}

/// Keeps what it is given.
final class MemorySink: ByteSink {
    private(set) var bytes: [UInt8] = []
    private(set) var isFinished = false

    func write(_ bytes: UnsafeRawBufferPointer) {
        self.bytes.append(contentsOf: bytes)
    }

    func finish() {
        isFinished = true
    }
}

/// Everything that a source has, read in parts of at most `step` bytes.
func bytes(of source: any ByteSource, step: Int = 64 << 10) throws -> [UInt8] {
    var result = [UInt8]()
    var buffer = [UInt8](repeating: 0, count: step)
    while true {
        let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
        if count == 0 { return result }
        result += buffer[..<count]
    }
}

/// Numbers that look random and are the same in every run (xorshift64).
struct FixedRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed | 1
    }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

/// Bytes that compress about as well as programs do, or not at all.
func sample(_ count: Int, seed: UInt64 = 1, isCompressible: Bool = true) -> [UInt8] {
    var random = FixedRandom(seed: seed)
    // Eight bytes at once; of 16 values where they are to compress.
    let mask: UInt64 = isCompressible ? 0x0f0f_0f0f_0f0f_0f0f : .max
    let words = (0..<(count + 7) / 8).map { _ in random.next() & mask }
    return words.withUnsafeBytes { Array($0.prefix(count)) }
}
