import Diagnostics
import Glibc
import ImageModel
import Layers
import SystemPackage

/// A part of an open file. Any number of readers may read it at the same time.
struct FileSection: Sendable {
    let file: OpenFile
    /// Where it begins in the file, and how long it is, in bytes.
    let offset: Int64
    let size: Int64

    /// All of a regular file, or what follows its current position.
    ///
    /// - Returns: nil for anything but a regular file.
    init?(_ file: OpenFile) throws(BuildError) {
        var status = stat()
        try SystemCall.run(.store, "a file can't be examined") { fstat(file.descriptor.rawValue, &status) }
        guard status.st_mode & S_IFMT == S_IFREG else { return nil }
        let start = try SystemCall.run(.store, "a file can't be read") {
            lseek(file.descriptor.rawValue, 0, SEEK_CUR)
        }
        self.init(file: file, offset: Int64(start), size: max(0, Int64(status.st_size) - Int64(start)))
    }

    /// The section as a blob of its own, which closes itself.
    ///
    /// - Parameter growth: how far it has been written, if that still goes on.
    func blobFile(_ growth: FileGrowth? = nil) throws(BuildError) -> BlobFile {
        let copy = try SystemCall.run(.store, "a blob can't be opened") {
            fcntl(file.descriptor.rawValue, F_DUPFD_CLOEXEC, 0)
        }
        return BlobFile(FileDescriptor(rawValue: copy), from: offset, size: size, growth: growth)
    }

    init(file: OpenFile, offset: Int64, size: Int64) {
        self.file = file
        self.offset = offset
        self.size = size
    }

    /// Reads at most as many bytes as fit; none at the end.
    ///
    /// - Throws: `corrupt` if the file has become shorter.
    func read(at position: Int64, into buffer: UnsafeMutableRawBufferPointer) throws(BuildError) -> Int {
        let wanted = Int(min(Int64(buffer.count), size - position))
        guard wanted > 0 else { return 0 }
        let count = try SystemCall.run(.store, "a file can't be read") {
            pread(file.descriptor.rawValue, buffer.baseAddress, wanted, off_t(offset + position))
        }
        guard count > 0 else { throw BuildError(.corrupt, "a file has become shorter while it was read") }
        return count
    }

    /// How the section is compressed, as its first bytes tell.
    func compression() throws(BuildError) -> CompressionFormat {
        try bytes(at: 0, count: 4).withUnsafeBufferPointer { CompressionFormat(sniffing: UnsafeRawBufferPointer($0)) }
    }

    /// Reads the bytes from `position` on, at most `count` of them.
    func bytes(at position: Int64, count: Int) throws(BuildError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Int(min(Int64(count), size - position)))
        try bytes.withUnsafeMutableBufferPointer { buffer throws(BuildError) in
            var rest = UnsafeMutableRawBufferPointer(buffer)
            while !rest.isEmpty {
                let read = try read(at: position + Int64(buffer.count - rest.count), into: rest)
                rest = UnsafeMutableRawBufferPointer(rebasing: rest[read...])
            }
        }
        return bytes
    }
}

/// Reads a section from its beginning.
final class FileSectionSource: SkippingSource {
    private let section: FileSection
    private var position: Int64 = 0

    init(_ section: FileSection) {
        self.section = section
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(BuildError) -> Int {
        let count = try section.read(at: position, into: buffer)
        position += Int64(count)
        return count
    }

    func skip(_ count: Int64) -> Int64 {
        let skipped = min(count, section.size - position)
        position += skipped
        return skipped
    }
}
