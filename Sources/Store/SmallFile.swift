import Diagnostics
import Glibc

/// Files that are read whole.
enum SmallFile {
    /// - Throws: `notFound`, or `corrupt` for one of more than `limit` bytes.
    static func read(_ path: String, limit: Int, what: String) throws(BuildError) -> [UInt8] {
        let handle = open(path, O_RDONLY | O_CLOEXEC)
        guard handle >= 0 else {
            throw BuildError(.notFound, "\(what) can't be read: \(path): \(String(cString: strerror(errno)))")
        }
        defer { close(handle) }
        var bytes = [UInt8]()
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(handle, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw BuildError.system(errno, "\(what) can't be read") }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= limit else { throw BuildError(.corrupt, "\(what) can't be read: it is too large") }
        }
    }
}
