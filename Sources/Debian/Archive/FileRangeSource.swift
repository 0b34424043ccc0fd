import Diagnostics
import Layers
import SystemPackage

/// Reads a part of a file; a descriptor that it is given stays its owner's, and stands where it stood.
final class FileRangeSource: SkippingSource {
    private let descriptor: FileDescriptor
    private let isOwner: Bool
    private var rest: Range<Int64>

    /// Opens a file to read all of it.
    ///
    /// - Throws: `store`.
    init(opening path: String) throws(BuildError) {
        do {
            descriptor = try .open(FilePath(path), .readOnly)
        } catch {
            throw BuildError(.store, "'\(path)' can't be opened: \(error)", underlying: error)
        }
        isOwner = true
        rest = 0..<Int64.max
    }

    deinit { if isOwner { try? descriptor.close() } }

    /// - Parameter range: bytes from the beginning of the file.
    init(_ descriptor: FileDescriptor, _ range: Range<Int64>) {
        self.descriptor = descriptor
        isOwner = false
        rest = range
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(BuildError) -> Int {
        let part = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(rest.count))
        guard !part.isEmpty else { return 0 }
        do {
            let count = try descriptor.read(fromAbsoluteOffset: rest.lowerBound, into: part)
            rest = rest.lowerBound + Int64(count)..<rest.upperBound
            return count
        } catch {
            throw BuildError(.store, "a file can't be read: \(error)", underlying: error)
        }
    }

    func skip(_ count: Int64) -> Int64 {
        let count = min(count, Int64(rest.count))
        rest = rest.lowerBound + count..<rest.upperBound
        return count
    }
}
