package import Diagnostics
package import SystemPackage

/// A blob in an open file, which is closed with the last use of this value.
package final class BlobFile: Sendable {
    private let descriptor: FileDescriptor
    private let start: Int64
    /// Bytes of the blob.
    package let size: Int64
    /// Whose descriptor this is, if it is not its own.
    private let owner: BlobFile?
    /// How far the file has been written; nil for one that is complete.
    private let growth: FileGrowth?
    private let report: @Sendable (Int64) -> Void

    /// - Parameters:
    ///   - descriptor: open for reading; closed by this value.
    ///   - start: where in the file the blob begins.
    ///   - size: `Int64.max` while that is not known.
    ///   - growth: how far it has been written, if that still goes on.
    package init(_ descriptor: FileDescriptor, from start: Int64 = 0, size: Int64, growth: FileGrowth? = nil) {
        self.descriptor = descriptor
        self.start = start
        self.size = size
        self.growth = growth
        owner = nil
        report = { _ in }
    }

    private init(of owner: BlobFile, report: @escaping @Sendable (Int64) -> Void) {
        descriptor = owner.descriptor
        start = owner.start
        size = owner.size
        growth = owner.growth
        self.owner = owner
        self.report = report
    }

    deinit { if owner == nil { try? descriptor.close() } }

    /// The same blob; `report` is told where each read ended.
    package func reporting(_ report: @escaping @Sendable (Int64) -> Void) -> BlobFile {
        BlobFile(of: self, report: report)
    }

    /// The digest of the blob where it is known since all of it was written.
    package var digest: Digest? { growth?.digest }

    /// Waits until the bytes before `end` can be read, or all that there will be.
    ///
    /// - Returns: how many can be read.
    /// - Throws: why the rest is not written; `interrupted`.
    @discardableResult
    package func wait(for end: Int64) async throws(BuildError) -> Int64 {
        guard let growth else { return size }
        return try await growth.wait(for: end)
    }

    /// Reads bytes of the blob into a buffer and says how many: 0 at the end of the blob.
    ///
    /// - Throws: `store` if the file can't be read or has become shorter.
    package func read(at offset: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(BuildError) -> Int {
        let count = Int(min(Int64(buffer.count), size - offset))
        guard count > 0 else { return 0 }
        let read: Int
        do {
            read = try descriptor.read(
                fromAbsoluteOffset: start + offset, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]))
        } catch {
            throw BuildError(.store, "the file of a blob can't be read: \(error)", underlying: error)
        }
        guard read > 0 else { throw BuildError(.store, "the file of a blob can't be read: it has become shorter") }
        report(offset + Int64(read))
        return read
    }
}
