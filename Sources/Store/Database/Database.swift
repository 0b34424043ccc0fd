import CSQLite
import Diagnostics
import Glibc
import Synchronization

/// One connection to the store's SQLite database. Calls from several threads wait for each other; several processes
/// share the file through SQLite's own locks (write-ahead log).
final class Database: Sendable {
    private let connection: Mutex<Connection>

    /// Opens or creates the database.
    ///
    /// - Throws: `store` or `diskFull`.
    init(path: String) throws(BuildError) {
        // SQLite gives its log the mode of the database, which nobody else is to read.
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw BuildError.system(errno, "the store's database can't be opened") }
        close(file)
        connection = Mutex(try Connection(path: path))
    }

    /// Runs `body` inside one transaction, which a thrown error rolls back.
    ///
    /// - Parameter durable: whether the transaction must survive a power cut once this returns.
    func transaction<Result>(
        durable: Bool = false, _ body: (borrowing Connection) throws(BuildError) -> Result
    ) throws(BuildError) -> Result {
        let outcome = connection.withLock { connection -> Swift.Result<SendableBox<Result>, BuildError> in
            do throws(BuildError) {
                if durable { try connection.execute("PRAGMA synchronous = FULL") }
                try connection.execute("BEGIN IMMEDIATE")
                do throws(BuildError) {
                    let result = try body(connection)
                    try connection.execute("COMMIT")
                    if durable { try connection.execute("PRAGMA synchronous = NORMAL") }
                    return .success(SendableBox(value: result))
                } catch {
                    try? connection.execute("ROLLBACK")
                    throw error
                }
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get().value
    }

    /// Brings the log into the file, which can be moved alone once this is closed.
    func endLog() throws(BuildError) {
        try read { connection throws(BuildError) in try connection.execute("PRAGMA journal_mode = DELETE") }
    }

    /// Reads without a transaction of its own: one statement sees one state.
    func read<Result>(_ body: (borrowing Connection) throws(BuildError) -> Result) throws(BuildError) -> Result {
        let outcome = connection.withLock { connection -> Swift.Result<SendableBox<Result>, BuildError> in
            do throws(BuildError) { return .success(SendableBox(value: try body(connection))) } catch {
                return .failure(error)
            }
        }
        return try outcome.get().value
    }
}

/// Carries a result out of the lock; the value is made inside and used outside, never at the same time.
private struct SendableBox<Value>: @unchecked Sendable {
    let value: Value
}
