package import Diagnostics
import Glibc
package import SystemPackage

/// A new file under a name that nobody else has.
package enum TemporaryFile {
    /// Makes a file for reading and writing by its owner; the caller closes and unlinks it.
    ///
    /// - Throws: `store` or `diskFull`.
    package static func make(in directory: String) throws(BuildError) -> (descriptor: Int32, path: String) {
        while true {
            let path = "\(directory)/temporary.\(String(UInt64.random(in: .min ... .max), radix: 36))"
            let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            if descriptor >= 0 { return (descriptor, path) }
            let number = Errno(rawValue: errno)
            guard number == .fileExists else {
                throw BuildError(number, .store, "a file can't be made in '\(directory)'")
            }
        }
    }

    /// Makes a file for reading and writing that has no name any more: it is gone once it is closed.
    ///
    /// - Throws: `store` or `diskFull`.
    package static func makeUnnamed(in directory: FilePath) throws(BuildError) -> OpenFile {
        let (descriptor, path) = try make(in: directory.string)
        unlink(path)
        return OpenFile(taking: FileDescriptor(rawValue: descriptor))
    }
}
