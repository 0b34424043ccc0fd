import CLinux
import Glibc
import SystemPackage

/// Copies the bytes of files by the fastest way that works between the two places: shared extents, a copy inside the
/// kernel, reading and writing. What doesn't work once is not tried again.
struct DataCopy {
    private var canClone = true
    private var canCopyInKernel = true
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
        // Small files are faster by hand, and a refusal would cost them one call more.
        if canCopyInKernel, size > Int64(DataCopy.blockSize), try copyInKernel(source, to: destination) { return }
        try copyByHand(source, to: destination, size: size)
    }

    /// copy_file_range(2) to the end of the source.
    ///
    /// - Returns: false if it can't be done between these two; nothing is written then.
    private mutating func copyInKernel(_ source: OpenFile, to destination: OpenFile) throws(Errno) -> Bool {
        var copied = 0
        while true {
            do throws(Errno) {
                let count = try SystemCall.attempt { linux_copy_file_range(source.raw, destination.raw, 1 << 30) }
                // Files of virtual file systems end at once; reading tells.
                if count == 0 { return copied > 0 }
                copied += count
            } catch {
                let isRefusal = [.improperLink, .invalidArgument, .notSupported, .noFunction, .badFileDescriptor]
                    .contains(error)
                guard isRefusal, copied == 0 else { throw error }
                canCopyInKernel = false
                return false
            }
        }
    }

    private func copyByHand(_ source: OpenFile, to destination: OpenFile, size: Int64) throws(Errno) {
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

    private static let blockSize = 128 << 10

    private final class Buffer {
        let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: DataCopy.blockSize * 2, alignment: 4096)

        deinit { bytes.deallocate() }
    }
}
