import Diagnostics
import Glibc
import ImageModel
import Layers
import SystemPackage

/// The tar of a package's files once more, compressed with zstd: it is read many times as fast as the xz in packages, which
/// takes most of the time of a composition.
///
/// It lies beside the package's file, and is made of it when that, verified, is unpacked for the first time. Its checksum
/// tells whether it is whole, so it needs no sync. Where it can't be had or made, the package itself does.
struct QuickData: Sendable {
    private let path: String

    /// - Parameters:
    ///   - package: the digest of the package.
    ///   - file: the path of the package's file.
    init(of package: Digest, beside file: String) {
        path = FilePath(file).removingLastComponent().appending("\(package.hex).data").string
    }

    /// The tar, if it is here; it is marked as used. Reading it throws `corrupt` if it is damaged.
    func source() -> (any ByteSource)? {
        guard utimensat(AT_FDCWD, path, nil, 0) == 0, let file = try? FileRangeSource(opening: path) else { return nil }
        return try? decompressing(file, format: .zstd)
    }

    /// Removes what is damaged.
    func remove() {
        unlink(path)
    }

    /// The same bytes as a source gives, kept once they have been read to their end.
    func keeping(_ source: any ByteSource) -> any ByteSource {
        KeepingSource(source, QuickDataFile(path))
    }
}

/// Passes bytes on, and writes them to a file as long as that goes well.
private final class KeepingSource: ByteSource {
    private let source: any ByteSource
    private var file: QuickDataFile?

    init(_ source: any ByteSource, _ file: QuickDataFile?) {
        self.source = source
        self.file = file
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(BuildError) -> Int {
        let count = try source.read(into: buffer)
        do throws(BuildError) {
            if count > 0 {
                try file?.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            } else {
                try file?.commit()
            }
        } catch {
            file = nil
        }
        if count == 0 { file = nil }
        return count
    }
}

/// A file that gets its name once it is whole, and is gone otherwise.
private final class QuickDataFile {
    private let path: String
    private let temporary: String
    private let descriptor: FileDescriptor
    private let sink: any ByteSink

    /// Nil if no file can be made there.
    init?(_ path: String) {
        self.path = path
        temporary = "\(path).\(String(UInt64.random(in: .min ... .max), radix: 36))"
        let options: FileDescriptor.OpenOptions = [.create, .exclusiveCreate, .closeOnExec]
        guard
            let descriptor = try? FileDescriptor.open(
                FilePath(temporary), .writeOnly, options: options, permissions: .ownerReadWrite)
        else { return nil }
        // Fast rather than small, and on this thread: packages are read on several.
        guard let sink = try? ZstdSink(FileSink(descriptor), level: 1, threads: 0) else {
            try? descriptor.close()
            unlink(temporary)
            return nil
        }
        self.descriptor = descriptor
        self.sink = sink
    }

    deinit {
        try? descriptor.close()
        unlink(temporary)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(BuildError) { try sink.write(bytes) }

    func commit() throws(BuildError) {
        try sink.finish()
        rename(temporary, path)
    }
}
