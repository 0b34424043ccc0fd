package import Diagnostics
package import SystemPackage

/// Reads a descriptor from where it stands; it stays its owner's to close.
package final class FileSource: ByteSource {
    private let descriptor: FileDescriptor

    package init(_ descriptor: FileDescriptor) {
        self.descriptor = descriptor
    }

    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(BuildError) -> Int {
        do throws(Errno) {
            return try SystemCall.read(from: descriptor, into: buffer)
        } catch {
            throw BuildError(error, .store, "input can't be read")
        }
    }
}
