import CLinux
import Glibc
import SystemPackage

/// Copies the bytes of files: as shared extents where the file system has them, else by reading and writing, which takes no
/// more time than copy_file_range(2). What doesn't work once is not tried again.
struct DataCopy {
    private var canClone = true
    private let buffer = Buffer()

    /// Copies all of `source` into the empty file `destination`.
    ///
    /// - Parameter size: the source's size as last seen; a source of 0 bytes is not read.
    mutating func copy(_ source: OpenFile, to destination: OpenFile, size: Int64) throws(Errno) {
        if size == 0 { return }
        if canClone {
            if linux_clone_file(source.raw, destination.raw) == 0 { return }
            canClone = false
        }
        var copied: Int64 = 0
        while true {
            let count = try SystemCall.read(from: source.descriptor, into: buffer.bytes)
            if count == 0 { return }
            try destination.write(UnsafeRawBufferPointer(rebasing: buffer.bytes[..<count]))
            copied += Int64(count)
            // A file that is as long as it was, and gave less than it was asked for, has no more.
            if copied == size, count < buffer.bytes.count { return }
        }
    }

    private final class Buffer {
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 4096)

        deinit { bytes.deallocate() }
    }
}
