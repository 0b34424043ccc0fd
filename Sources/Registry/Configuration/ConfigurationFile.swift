import Diagnostics
import Glibc
import SystemPackage

/// Reads the files and directories that people configure registries with.
enum ConfigurationFile {
    /// The bytes of one file that are read at most.
    static let limit = 4 << 20

    /// The bytes of a file; nil if it is not there.
    ///
    /// - Throws: `usage` for what is no file (a device such as `/dev/null` is one), is too large or can't be read.
    static func read(_ path: FilePath) throws(BuildError) -> [UInt8]? {
        let descriptor = open(path.string, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        if descriptor < 0, errno == ENOENT || errno == ENOTDIR { return nil }
        guard descriptor >= 0 else { throw failure(path, String(cString: strerror(errno))) }
        defer { close(descriptor) }
        return try read(descriptor, path)
    }

    /// All bytes of an open file, from its position on.
    static func read(_ descriptor: Int32, _ path: FilePath) throws(BuildError) -> [UInt8] {
        var status = stat()
        guard fstat(descriptor, &status) == 0, [S_IFREG, S_IFCHR].contains(status.st_mode & S_IFMT) else {
            throw failure(path, "it is not a file")
        }
        var bytes = [UInt8]()
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(path, String(cString: strerror(errno))) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
            guard bytes.count <= limit else { throw failure(path, "it is larger than \(limit >> 20) MiB") }
        }
    }

    /// The names in a directory, but for those of directories, sorted by their bytes.
    static func names(in directory: FilePath) throws(Errno) -> [String] {
        guard let stream = opendir(directory.string) else { throw Errno(rawValue: errno) }
        defer { closedir(stream) }
        var names = [String]()
        while let entry = readdir(stream) {
            guard Int(entry.pointee.d_type) != Int(DT_DIR) else { continue }
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
            }
            names.append(name)
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func failure(_ path: FilePath, _ why: String) -> BuildError {
        BuildError(.usage, "'\(path)' can't be read: \(why)")
    }
}
