import Diagnostics
import Glibc
import Layers
import SystemPackage

/// An archive as a file that can be read in any order.
enum UnpackedArchive {
    /// The most bytes that a compressed archive may become.
    private static let largest: Int64 = 64 << 30

    /// The archive itself if it is an uncompressed file, else what it unpacks to, in a file that is gone once it is
    /// closed.
    ///
    /// - Throws: `corrupt` for damaged compression, and for more than 64 GiB of it; `diskFull`.
    static func section(
        of file: OpenFile, name: String, temporaryDirectory: FilePath
    ) throws(BuildError) -> FileSection {
        if let section = try FileSection(file), try section.compression() == .none { return section }
        var status = stat()
        if fstat(file.descriptor.rawValue, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            throw BuildError(.usage, "archive \(name) can't be read: it is a directory")
        }
        return try unpack(file, name: name, into: try TemporaryFile.makeUnnamed(in: temporaryDirectory))
    }

    private static func unpack(
        _ file: OpenFile, name: String, into unpacked: OpenFile
    ) throws(BuildError) -> FileSection {
        let source = try decompressing(FileSource(file.descriptor))
        let sink = FileSink(unpacked.descriptor)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
        defer { buffer.deallocate() }
        var size: Int64 = 0
        while case let count = try source.read(into: buffer), count > 0 {
            size += Int64(count)
            guard size <= largest else {
                throw BuildError(
                    .corrupt, "archive \(name) can't be read: it unpacks to more than \(largest >> 30) GiB")
            }
            try sink.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
        try sink.finish()
        return FileSection(file: unpacked, offset: 0, size: size)
    }
}
