import Glibc
import SystemPackage

extension SystemCall {
    /// write(2), until all bytes are written.
    static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: FileDescriptor) throws(Errno) {
        var rest = bytes
        while !rest.isEmpty {
            let count = try attempt { write(descriptor.rawValue, rest.baseAddress, rest.count) }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// read(2): how many bytes came, 0 at the end.
    static func read(
        from descriptor: FileDescriptor, into buffer: UnsafeMutableRawBufferPointer
    ) throws(Errno) -> Int {
        try attempt { Glibc.read(descriptor.rawValue, buffer.baseAddress, buffer.count) }
    }
}
