import Glibc
package import SystemPackage

/// An open file or directory that closes itself.
package final class OpenFile: Sendable {
    /// Valid as long as this value lives.
    package let descriptor: FileDescriptor

    /// Takes over a descriptor that nobody else closes.
    package init(taking descriptor: FileDescriptor) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor.rawValue)
    }

    /// The descriptor as the C library wants it.
    var raw: Int32 { descriptor.rawValue }
}
