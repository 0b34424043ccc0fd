import Diagnostics
import Glibc

/// A new file under a name that nobody else has.
enum TemporaryFile {
    /// Makes a file for reading and writing by its owner; the caller closes and unlinks it.
    ///
    /// - Throws: `store` or `diskFull`.
    static func make(in directory: String) throws(BuildError) -> (descriptor: Int32, path: String) {
        while true {
            let path = "\(directory)/temporary.\(String(UInt64.random(in: .min ... .max), radix: 36))"
            let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            if descriptor >= 0 { return (descriptor, path) }
            guard errno == EEXIST else { throw BuildError.system(errno, "a file can't be made in '\(directory)'") }
        }
    }
}
