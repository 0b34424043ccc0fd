import Diagnostics
import Glibc

/// Reads whole files that fit in memory.
enum SmallFile {
    /// The bytes of a regular file.
    ///
    /// - Throws: `notFound` if it can't be read or is no regular file; `corrupt` if it is larger than `limit` bytes.
    static func read(_ path: String, limit: Int = 16 << 20) throws(BuildError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure(path, String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw failure(path, "it is not a regular file")
        }
        guard status.st_size <= limit else {
            throw BuildError(.corrupt, "'\(path)' can't be read: it is larger than \(limit) bytes")
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var count = 0
        while count < bytes.count {
            let step = bytes.withUnsafeMutableBytes { buffer in
                let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
                return Glibc.read(descriptor, rest.baseAddress, rest.count)
            }
            if step < 0 { throw failure(path, String(cString: strerror(errno))) }
            if step == 0 { break }
            count += step
        }
        return Array(bytes[..<count])
    }

    private static func failure(_ path: String, _ why: String) -> BuildError {
        BuildError(.notFound, "'\(path)' can't be read: \(why)")
    }
}
