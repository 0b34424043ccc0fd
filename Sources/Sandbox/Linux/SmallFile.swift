import Diagnostics
import Glibc
import SystemPackage

/// Reads and writes the small files that a sandbox is made of: maps of ids, name resolution, a runtime's configuration.
enum SmallFile {
    /// The first `limit` bytes of a file, or nil where it can't be read.
    static func read(_ path: String, limit: Int = 1 << 20) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8]()
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while bytes.count < limit {
            let count = Glibc.read(descriptor, &chunk, min(chunk.count, limit - bytes.count))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return count == 0 ? bytes : nil }
            bytes += chunk[..<count]
        }
        return bytes
    }

    /// The same as text; invalid UTF-8 becomes U+FFFD.
    static func text(_ path: String, limit: Int = 1 << 20) -> String? {
        read(path, limit: limit).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Writes a file in one call, as `/proc` wants it; makes the file with mode 0644 where it is missing.
    static func write(_ bytes: [UInt8], to path: String) throws(BuildError) {
        let descriptor = try check(
            open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644), "writing '\(path)' failed")
        defer { close(descriptor) }
        let count = Glibc.write(descriptor, bytes, bytes.count)
        guard count >= 0 else { throw .sandbox("writing '\(path)' failed") }
        guard count == bytes.count else { throw .sandbox("writing '\(path)' failed", .noSpace) }
    }

    /// Writes a text to a file of the kernel's that is there, in one call; says whether the kernel took it, else `errno` why.
    static func rewrite(_ text: String, _ path: String) -> Bool {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        let count = Glibc.write(descriptor, text, text.utf8.count)
        let error = errno
        close(descriptor)
        errno = error
        return count == text.utf8.count
    }
}
