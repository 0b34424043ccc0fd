package import Diagnostics
package import SystemPackage

/// Writes to a descriptor, which stays its owner's to sync and to close.
package final class FileSink: ByteSink {
    private let descriptor: FileDescriptor
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 4096)
    private var count = 0
    private var total: Int64 = 0
    private let written: (Int64) -> Void

    /// - Parameter written: is told how many bytes the file has got so far.
    package init(_ descriptor: FileDescriptor, written: @escaping (Int64) -> Void = { _ in }) {
        self.descriptor = descriptor
        self.written = written
    }

    deinit { buffer.deallocate() }

    /// - Throws: `diskFull`, or `store` for other failures.
    package func write(_ bytes: UnsafeRawBufferPointer) throws(BuildError) {
        if bytes.count > buffer.count - count { try flush() }
        guard bytes.count <= buffer.count else { return try writeAll(bytes) }
        UnsafeMutableRawBufferPointer(rebasing: buffer[count...]).copyMemory(from: bytes)
        count += bytes.count
    }

    package func finish() throws(BuildError) {
        try flush()
    }

    private func flush() throws(BuildError) {
        try writeAll(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        count = 0
    }

    private func writeAll(_ bytes: UnsafeRawBufferPointer) throws(BuildError) {
        do throws(Errno) {
            try SystemCall.writeAll(bytes, to: descriptor)
        } catch {
            throw BuildError(error, .store, "output can't be written")
        }
        total += Int64(bytes.count)
        written(total)
    }
}
