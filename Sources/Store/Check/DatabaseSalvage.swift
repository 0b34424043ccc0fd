import Diagnostics
import Glibc
import ImageModel
import Layers
import SystemPackage

/// Makes a database of what can be read of a damaged one: images with their names and layers. Whether these are whole the
/// rest of the check tells. The build cache is not kept: which step led to which result can't be verified.
struct DatabaseSalvage {
    let directory: StoreDirectory

    /// The tables that are kept, and what orders their rows.
    private static let tables = [
        ("properties", "name"), ("snapshots", "id"), ("layers", "diff_id"), ("images", "id"), ("names", "name"),
        ("manifests", "image"), ("digests", "repository, digest, image"), ("platforms", "name, position"),
        ("compositions", "request"), ("creations", "content"),
    ]

    /// Nobody else has the store open.
    ///
    /// - Returns: where the damaged database is saved.
    func run() throws(BuildError) -> String {
        let saved = try save()
        let new = "\(directory.path)/pith.db.new"
        for suffix in ["", "-wal", "-shm"] { unlink(new + suffix) }
        try pad()
        try make(new)
        // A log that belongs to another database would be played into this one.
        for suffix in ["-wal", "-shm"] { unlink(directory.database + suffix) }
        try DirectorySync.sync(directory.path)
        guard rename(new, directory.database) == 0 else {
            throw BuildError.system(errno, "the database can't be replaced")
        }
        try DirectorySync.sync(directory.path)
        return saved
    }

    private func save() throws(BuildError) -> String {
        var number = 1
        while access("\(directory.path)/pith.db.damaged-\(number)", F_OK) == 0 { number += 1 }
        let saved = "\(directory.path)/pith.db.damaged-\(number)"
        for suffix in ["-wal", ""] where access(directory.database + suffix, F_OK) == 0 {
            try copyFile(directory.database + suffix, to: saved + suffix)
        }
        return saved
    }

    /// Gives a database that was cut short the length that its first page says, since SQLite reads nothing of it otherwise
    /// (SQLite's file format, "The Database Header").
    private func pad() throws(BuildError) {
        let file = open(directory.database, O_RDWR | O_CLOEXEC)
        guard file >= 0 else { throw BuildError.system(errno, "the database can't be read") }
        defer { close(file) }
        var header = [UInt8](repeating: 0, count: 100)
        guard pread(file, &header, header.count, 0) == header.count else { return }
        func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }
        let pageSize = number(header[16..<18]) == 1 ? 65536 : number(header[16..<18])
        let size = pageSize * number(header[28..<32])
        var status = stat()
        guard fstat(file, &status) == 0, Int(status.st_size) < size, size <= Self.largestDatabase else { return }
        ftruncate(file, off_t(size))
    }

    private static let largestDatabase = 16 << 30

    private func make(_ path: String) throws(BuildError) {
        let new = try Database(path: path)
        try Schema.create(new)
        try new.transaction(durable: true) { connection throws(BuildError) in
            // A snapshot may be read before the one that it stands on; what stands on nothing is dropped in the end.
            try connection.execute("PRAGMA defer_foreign_keys = ON")
            for (table, order) in Self.tables { try copy(table, order, to: connection) }
            for statement in Self.cleaning { try connection.execute(statement) }
            try keepNumbers(connection)
        }
        try new.endLog()
    }

    /// Copies the rows that can be read: from the first on, and if that does not reach the last, from that back.
    private func copy(_ table: String, _ order: String, to connection: borrowing Connection) throws(BuildError) {
        let columns = try Self.columns(of: table, connection)
        guard let old = try? Connection(path: directory.database), let known = try? Self.columns(of: table, old) else {
            return
        }
        let shared = columns.filter(known.contains)
        let places = Array(repeating: "?", count: shared.count).joined(separator: ", ")
        let list = shared.joined(separator: ", ")
        for direction in ["ASC", "DESC"] where !shared.isEmpty {
            let keys = order.split(separator: ", ").map { "\($0) \(direction)" }.joined(separator: ", ")
            var failure: BuildError?
            let isWhole = old.scan("SELECT \(list) FROM \(table) ORDER BY \(keys)") { row in
                do throws(BuildError) {
                    try connection.execute(
                        "INSERT OR IGNORE INTO \(table) (\(list)) VALUES (\(places))", values: row.values)
                } catch  where error.code == .diskFull {
                    failure = error
                } catch {
                    // A row that the table does not take is damaged.
                }
                return failure == nil
            }
            if let failure { throw failure }
            if isWhole { return }
        }
    }

    private static func columns(
        of table: String, _ connection: borrowing Connection
    ) throws(BuildError) -> [String] {
        try connection.rows("SELECT name FROM pragma_table_info(?)", .text(table), map: { $0.text(0) ?? "" })
    }

    /// Drops what refers to something that could not be read, and the snapshots that no image needs.
    private static let cleaning = [
        """
        DELETE FROM images WHERE typeof(id) <> 'blob' OR length(id) <> 32 OR snapshot IS NOT NULL AND NOT EXISTS (
            WITH RECURSIVE chain (id, parent) AS (
                SELECT id, parent FROM snapshots WHERE id = images.snapshot UNION ALL
                SELECT below.id, below.parent FROM snapshots AS below JOIN chain ON below.id = chain.parent
                WHERE below.id < chain.id)
            SELECT 1 FROM chain WHERE parent IS NULL)
        """,
        """
        DELETE FROM snapshots WHERE id NOT IN (
            WITH RECURSIVE needed (id) AS (
                SELECT snapshot FROM images WHERE snapshot IS NOT NULL UNION
                SELECT parent FROM snapshots JOIN needed ON snapshots.id = needed.id WHERE parent IS NOT NULL)
            SELECT id FROM needed)
        """,
        "UPDATE snapshots SET size = NULL",
        "DELETE FROM layers WHERE diff_id NOT IN (SELECT diff_id FROM snapshots WHERE diff_id IS NOT NULL)",
        "DELETE FROM names WHERE image NOT IN (SELECT id FROM images)",
        "DELETE FROM manifests WHERE image NOT IN (SELECT id FROM images)",
        "DELETE FROM digests WHERE image NOT IN (SELECT id FROM images)",
        "DELETE FROM compositions WHERE image NOT IN (SELECT id FROM images)",
        """
        DELETE FROM platforms
        WHERE image NOT IN (SELECT id FROM images) OR name NOT IN (SELECT name FROM names)
        """,
    ]

    /// No snapshot gets a number that one had before: what is left in its directory is not its own.
    private func keepNumbers(_ connection: borrowing Connection) throws(BuildError) {
        let highest = try DirectoryListing.names(in: directory.snapshots).compactMap { Int64($0) }.max() ?? 0
        try connection.execute("DELETE FROM sqlite_sequence WHERE name = 'snapshots' AND seq < ?", .integer(highest))
        try connection.execute(
            """
            INSERT INTO sqlite_sequence (name, seq)
            SELECT 'snapshots', ? WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'snapshots')
            """, .integer(highest))
    }
}

/// Copies a file, and makes the copy durable.
private func copyFile(_ path: String, to target: String) throws(BuildError) {
    let source = open(path, O_RDONLY | O_CLOEXEC)
    guard source >= 0 else { throw BuildError.system(errno, "'\(path)' can't be read") }
    defer { close(source) }
    let copy = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard copy >= 0 else { throw BuildError.system(errno, "'\(target)' can't be made") }
    defer { close(copy) }
    do throws(BuildError) {
        let sink = FileSink(FileDescriptor(rawValue: copy))
        try FileSource(FileDescriptor(rawValue: source)).readAll(sink.write)
        try sink.finish()
    } catch {
        throw BuildError(
            error.code, "'\(path)' can't be copied to '\(target)': \(error.message)", underlying: error)
    }
    guard fsync(copy) == 0 else { throw BuildError.system(errno, "'\(target)' can't be written") }
}
