import Diagnostics
import Glibc
import ImageModel
import Synchronization

/// Which cache keys this process has been served by. Written once, at its end, so that a build with nothing to do pays
/// one short transaction, and that at most once a minute.
final class CacheUses: Sendable {
    private let database: Database
    private let keys = Mutex<Set<Digest>>([])

    /// A time that is no older than this many seconds stands.
    private static let precision: Int64 = 60

    init(database: Database) {
        self.database = database
    }

    func note(_ key: Digest) {
        keys.withLock { _ = $0.insert(key) }
    }

    /// Writes the time of use. It only orders what is pruned first, so a failure, such as a full disk, is none of the
    /// caller's.
    func record() {
        let noted = keys.withLock { keys in
            defer { keys = [] }
            return keys
        }
        let now = Int64(time(nil))
        try? write(noted, now)
    }

    private func write(_ keys: Set<Digest>, _ now: Int64) throws(BuildError) {
        let stale = try database.read { connection throws(BuildError) in
            var stale = [Digest]()
            for key in keys {
                let used = try connection.first("SELECT used FROM cache WHERE key = ?", .digest(key)) { $0.integer(0) }
                if let used, used < now - Self.precision { stale.append(key) }
            }
            return stale
        }
        if stale.isEmpty { return }
        try database.transaction { connection throws(BuildError) in
            for key in stale {
                try connection.execute("UPDATE cache SET used = ? WHERE key = ?", .integer(now), .digest(key))
            }
        }
    }
}
