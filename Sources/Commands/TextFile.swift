package import Diagnostics
import Glibc

/// Small files of the user's: Dockerfiles, ignore files, configuration.
package enum TextFile {
    /// Reads a whole file of at most `limit` bytes.
    ///
    /// - Throws: `notFound` if it is not there, `usage` if it is no file, too large or unreadable.
    package static func read(_ path: String, limit: Int = 16 << 20) throws(BuildError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let code = errno
            throw BuildError(
                code == ENOENT ? .notFound : .usage, "'\(path)' can't be read: \(String(cString: strerror(code)))")
        }
        defer { close(descriptor) }
        return try read(descriptor, name: path, limit: limit)
    }

    /// Reads all of an open file or pipe.
    static func read(_ descriptor: Int32, name: String, limit: Int = 16 << 20) throws(BuildError) -> [UInt8] {
        var bytes = [UInt8]()
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw BuildError(.usage, "'\(name)' can't be read: \(String(cString: strerror(errno)))")
            }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= limit else { throw BuildError(.usage, "'\(name)' is larger than \(limit >> 20) MiB") }
        }
    }

    /// Reads a source file, nil if it is not there.
    static func readIfThere(_ path: String, name: String) throws(BuildError) -> SourceFile? {
        guard access(path, F_OK) == 0 else { return nil }
        return SourceFile(name: name, bytes: try read(path))
    }

    /// Whether a file begins as texts do: without a NUL, and not as compressed files begin.
    ///
    /// - Throws: `notFound`; `usage` if it can't be read.
    static func isText(_ path: String) throws(BuildError) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        var start = [UInt8](repeating: 0, count: 512)
        let count = descriptor < 0 ? -1 : Glibc.read(descriptor, &start, start.count)
        guard count >= 0 else {
            let code = errno
            if descriptor >= 0 { close(descriptor) }
            throw BuildError(
                code == ENOENT ? .notFound : .usage, "'\(path)' can't be read: \(String(cString: strerror(code)))")
        }
        close(descriptor)
        let compressed: [[UInt8]] = [[0x1F, 0x8B], [0x28, 0xB5, 0x2F, 0xFD], [0xFD, 0x37, 0x7A], Array("BZh".utf8)]
        return !start[..<count].contains(0) && !compressed.contains { start.starts(with: $0) }
    }

    /// Writes a small result for another program, whole or not at all.
    ///
    /// - Throws: `usage` if it can't be written there.
    package static func write(_ text: String, to path: String) throws(BuildError) {
        let file = try PendingFile(path)
        let bytes = Array(text.utf8)
        guard Glibc.write(file.descriptor, bytes, bytes.count) == bytes.count else { throw file.failure }
        try file.finish()
    }
}
