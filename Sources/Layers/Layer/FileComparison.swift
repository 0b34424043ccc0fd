import Glibc
import SystemPackage

extension FileStatus {
    /// Whether kind, mode, owner and device are those of another file.
    func hasMetadata(of other: FileStatus?) -> Bool {
        guard let other else { return false }
        return kind == other.kind && mode == other.mode && owner == other.owner && deviceNumber == other.deviceNumber
    }
}

/// Tells whether a regular file is what the layers below have under its name, by BuildKit's rule.
enum FileComparison {
    static func isUnchanged(
        _ file: OpenFile, _ status: FileStatus, _ name: FileName, from below: MergedDirectory.Entry
    ) throws(Errno) -> Bool {
        guard status.hasMetadata(of: below.status), status.size == below.status.size,
            status.modified == below.status.modified
        else { return false }
        if status.identity == below.status.identity { return true }
        let other = try below.directory.openFile(name)
        guard try file.capabilities() == other.capabilities() else { return false }
        // A time without a fraction may have been cut off, as unpacking a tar does, and then says little.
        if status.modified.nanoseconds != 0 { return true }
        return try haveSameContent(file, other)
    }

    /// Compares by position, so that the files are still at their beginnings afterwards.
    private static func haveSameContent(_ first: OpenFile, _ second: OpenFile) throws(Errno) -> Bool {
        let size = 128 << 10
        let buffers = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * size, alignment: 4096)
        defer { buffers.deallocate() }
        let (front, back) = (buffers[..<size], buffers[size...])
        var offset: off_t = 0
        while true {
            let part = try read(first, at: offset, into: UnsafeMutableRawBufferPointer(rebasing: front))
            let other = try read(second, at: offset, into: UnsafeMutableRawBufferPointer(rebasing: back))
            if part.isEmpty, other.isEmpty { return true }
            guard part.count == other.count, let left = part.baseAddress, let right = other.baseAddress,
                memcmp(left, right, part.count) == 0
            else { return false }
            offset += part.count
        }
    }

    /// Fills the buffer but at the end of the file.
    private static func read(
        _ file: OpenFile, at offset: off_t, into buffer: UnsafeMutableRawBufferPointer
    ) throws(Errno) -> UnsafeRawBufferPointer {
        var count = 0
        while count < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
            let read = try SystemCall.attempt { pread(file.raw, rest.baseAddress, rest.count, offset + count) }
            if read == 0 { break }
            count += read
        }
        return UnsafeRawBufferPointer(rebasing: buffer[..<count])
    }
}
