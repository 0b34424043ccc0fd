import Diagnostics
import Glibc

/// A cache mount as pruning and reports see it.
package struct CacheMountRecord: Hashable, Sendable {
    /// The name of its directory.
    package let name: String
    /// What steps know it by.
    package let id: String
    /// The bytes that it takes on disk.
    package let size: Int64
    /// Seconds since 1970.
    package let created: Int64
    /// When a step last took it, seconds since 1970.
    package let used: Int64
    /// Whether a step uses it at this moment.
    package let isUsed: Bool

    package init(name: String, id: String, size: Int64, created: Int64, used: Int64, isUsed: Bool) {
        self.name = name
        self.id = id
        self.size = size
        self.created = created
        self.used = used
        self.isUsed = isUsed
    }

    /// Reads and measures a cache mount; nil for one that has gone, or is none.
    ///
    /// - Throws: `store`.
    init?(in directory: StoreDirectory, name: String) throws(BuildError) {
        let place = "\(directory.cacheMounts)/\(name)"
        var status = stat()
        guard stat("\(place)/use", &status) == 0, let (created, id) = Self.read("\(place)/use") else { return nil }
        let lock = try LockedFile(path: "\(place)/use", wait: false, isMade: false)
        self.init(
            name: name, id: id, size: try AllocatedSpace.measure(place), created: created,
            used: Int64(status.st_mtim.tv_sec), isUsed: lock == nil)
    }

    /// All that there are, the least recently used first.
    static func all(in directory: StoreDirectory) throws(BuildError) -> [CacheMountRecord] {
        var records = [CacheMountRecord]()
        for name in try DirectoryListing.names(in: directory.cacheMounts) {
            if let record = try CacheMountRecord(in: directory, name: name) { records.append(record) }
        }
        return records.sorted { ($0.used, $0.name) < ($1.used, $1.name) }
    }

    /// Writes when it was made, and what it is known by: a line each, of which the second may have more.
    static func write(id: String, to path: String) throws(BuildError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw BuildError.system(errno, "'\(path)' can't be made") }
        defer { close(descriptor) }
        let bytes = Array("\(time(nil))\n\(id.prefix(longestID))".utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw BuildError.system(errno, "'\(path)' can't be written")
        }
    }

    private static let longestID = 512

    /// Whether the file says what it must.
    static func isReadable(_ path: String) -> Bool { read(path) != nil }

    private static func read(_ path: String) -> (created: Int64, id: String)? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        guard count > 0 else { return nil }
        let lines = String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n", maxSplits: 1)
        guard let first = lines.first, let created = Int64(first) else { return nil }
        return (created, lines.count > 1 ? String(lines[1]) : "")
    }
}
