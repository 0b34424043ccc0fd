import Diagnostics
import Glibc
import Layers
import Synchronization
import SystemPackage

/// The contents of unpacked files, one after the other in a temporary file that nobody else sees and that is gone with
/// this value. Several threads may add to it.
final class ContentFile: Sendable {
    private let descriptor: FileDescriptor
    private let end = Mutex<Int64>(0)

    /// - Parameter directory: where the file is made.
    /// - Throws: `store` if it can't be made.
    init(in directory: String) throws(BuildError) {
        let path = "\(directory)/contents-\(UInt64.random(in: 0 ... .max))"
        do {
            descriptor = try .open(
                FilePath(path), .readWrite, options: [.create, .exclusiveCreate], permissions: .ownerReadWrite)
        } catch {
            throw BuildError(.store, "'\(path)' can't be made: \(error)", underlying: error)
        }
        unlink(path)
    }

    deinit { try? descriptor.close() }

    /// Sets bytes aside; they are written by `write`.
    ///
    /// - Returns: where they are.
    func reserve(_ size: Int64) -> Range<Int64> {
        end.withLock { end in
            defer { end += size }
            return end..<end + size
        }
    }

    /// - Throws: `diskFull`, `store`.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(BuildError) {
        do {
            try descriptor.writeAll(toAbsoluteOffset: offset, bytes)
        } catch {
            let number = error as? Errno ?? .ioError
            throw BuildError(number, .store, "unpacked files can't be written")
        }
    }

    /// The bytes of one content, to be read once.
    func source(_ range: Range<Int64>) -> any ByteSource { FileRangeSource(descriptor, range) }

    /// The first bytes of a content, at most `limit`.
    ///
    /// - Throws: `store`.
    func read(_ range: Range<Int64>, limit: Int64 = .max) throws(BuildError) -> [UInt8] {
        try source(range.lowerBound..<range.lowerBound + min(Int64(range.count), limit)).readAll()
    }
}
