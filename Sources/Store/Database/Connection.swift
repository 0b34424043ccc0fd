import CSQLite
import Diagnostics
import Glibc

/// A value that a statement is given or gives back.
enum SQLValue: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])
}

/// An open SQLite connection with its prepared statements. Not thread-safe by itself: `Database` guards it.
final class Connection {
    private let handle: OpaquePointer
    private var statements: [String: OpaquePointer] = [:]

    init(path: String) throws(BuildError) {
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
        let status = sqlite3_open_v2(path, &handle, flags, nil)
        guard status == SQLITE_OK, let handle else {
            sqlite3_close_v2(handle)
            throw BuildError(.store, "the store's database can't be opened: \(String(cString: sqlite3_errstr(status)))")
        }
        self.handle = handle
        sqlite3_busy_timeout(handle, 30_000)
        try execute("PRAGMA journal_mode = WAL")
        try execute("PRAGMA synchronous = NORMAL")
        try execute("PRAGMA foreign_keys = ON")
    }

    deinit {
        for statement in statements.values { sqlite3_finalize(statement) }
        sqlite3_close_v2(handle)
    }

    /// The row ID of the last row that was inserted.
    var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }

    /// Runs one statement and drops its rows.
    func execute(_ sql: String, _ values: SQLValue...) throws(BuildError) {
        _ = try run(sql, values) { _ in }
    }

    /// Runs one statement with any number of values.
    func execute(_ sql: String, values: [SQLValue]) throws(BuildError) {
        _ = try run(sql, values) { _ in }
    }

    /// Hands on the rows of a damaged database, as far as they can be read or are wanted.
    ///
    /// - Parameter take: whether to go on.
    /// - Returns: whether that was all.
    func scan(_ sql: String, _ take: (Row) -> Bool) -> Bool {
        guard let statement = try? prepare(sql) else { return false }
        defer { sqlite3_reset(statement) }
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: if !take(Row(statement: statement)) { return false }
            case SQLITE_DONE: return true
            default: return false
            }
        }
    }

    /// Runs one statement and maps its rows.
    func rows<Element>(_ sql: String, _ values: SQLValue..., map: (Row) -> Element) throws(BuildError) -> [Element] {
        try run(sql, values, map)
    }

    /// The first row of a statement, if there is one.
    func first<Element>(_ sql: String, _ values: SQLValue..., map: (Row) -> Element) throws(BuildError) -> Element? {
        try run(sql, values, map).first
    }

    private func run<Element>(
        _ sql: String, _ values: [SQLValue], _ map: (Row) -> Element
    ) throws(BuildError) -> [Element] {
        let statement = try prepare(sql)
        defer { sqlite3_reset(statement) }
        for (index, value) in values.enumerated() { bind(value, at: Int32(index + 1), of: statement) }
        var result = [Element]()
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: result.append(map(Row(statement: statement)))
            case SQLITE_DONE: return result
            default: throw failure(sql)
            }
        }
    }

    private func prepare(_ sql: String) throws(BuildError) -> OpaquePointer {
        if let statement = statements[sql] { return statement }
        var statement: OpaquePointer?
        guard sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil) == SQLITE_OK,
            let statement
        else { throw failure(sql) }
        statements[sql] = statement
        return statement
    }

    private func bind(_ value: SQLValue, at index: Int32, of statement: OpaquePointer) {
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch value {
        case .null: sqlite3_bind_null(statement, index)
        case .integer(let value): sqlite3_bind_int64(statement, index, value)
        case .text(let value): sqlite3_bind_text(statement, index, value, -1, transient)
        case .blob(let value): sqlite3_bind_blob(statement, index, value, Int32(value.count), transient)
        }
    }

    /// Whether there is no room for the log's index, or for what else SQLite reports as an error of the disk.
    private var isOutOfSpace: Bool {
        // SQLITE_IOERR_SHMSIZE, a macro that Swift can't see.
        let growsIndex = SQLITE_IOERR | 19 << 8
        return sqlite3_extended_errcode(handle) == growsIndex
            || [ENOSPC, EDQUOT].contains(sqlite3_system_errno(handle))
    }

    private func failure(_ sql: String) -> BuildError {
        let message = String(cString: sqlite3_errmsg(handle))
        switch sqlite3_errcode(handle) & 0xFF {
        case SQLITE_FULL: return .fullDatabase
        case SQLITE_IOERR where isOutOfSpace: return .fullDatabase
        // What fails as such is a statement that does not fit the tables.
        case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_ERROR: return .damagedDatabase(message)
        case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM:
            return BuildError(.store, "the store's database can't be written: \(message)")
        default: return BuildError(.store, "the store's database failed: \(message)")
        }
    }
}

/// The current row of a statement that is being stepped through.
struct Row {
    fileprivate let statement: OpaquePointer

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

    func optionalInteger(_ column: Int32) -> Int64? {
        sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : integer(column)
    }

    /// All columns as they are.
    var values: [SQLValue] {
        (0..<sqlite3_column_count(statement)).map { column in
            switch sqlite3_column_type(statement, column) {
            case SQLITE_INTEGER: .integer(integer(column))
            case SQLITE_TEXT: .text(text(column) ?? "")
            case SQLITE_BLOB: .blob(blob(column) ?? [])
            default: .null
            }
        }
    }

    func text(_ column: Int32) -> String? { sqlite3_column_text(statement, column).map { String(cString: $0) } }

    func blob(_ column: Int32) -> [UInt8]? {
        guard let pointer = sqlite3_column_blob(statement, column) else { return nil }
        return Array(UnsafeRawBufferPointer(start: pointer, count: Int(sqlite3_column_bytes(statement, column))))
    }
}
