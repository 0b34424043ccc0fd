package import Diagnostics
import Glibc
package import ImageModel

/// Which snapshot a step with a given key has made.
package struct CacheIndex: Sendable {
    let database: Database
    let snapshots: SnapshotStore
    let claims: Claims
    let uses: CacheUses

    /// The result of the step with this key, if it has run before and its files are there; it stays while this process
    /// lives.
    package func snapshot(for key: Digest) throws(BuildError) -> Snapshot? {
        let found = try claims.claiming { () throws(BuildError) in try find(key) }
        guard let found, try snapshots.isWhole(found) else { return nil }
        uses.note(key)
        return found
    }

    private func find(_ key: Digest) throws(BuildError) -> Snapshot? {
        try database.read { connection throws(BuildError) in
            try connection.first(
                """
                SELECT snapshots.id, parent, snapshots.key, created, diff_id
                FROM cache JOIN snapshots ON snapshots.id = cache.snapshot WHERE cache.key = ?
                """, .digest(key), map: SnapshotStore.snapshot)
        }
    }

    /// Records one more key for a snapshot that is there.
    package func record(_ key: Digest, _ snapshot: Snapshot) throws(BuildError) {
        try database.transaction { connection throws(BuildError) in
            try Self.insert(key, snapshot: snapshot.id, into: connection)
        }
    }

    /// Takes the right to run the step with this key: of two builds that need it, one runs it and the other waits.
    ///
    /// - Parameter isShared: whether others may have it at the same time who share it too.
    /// - Returns: nil while another process has it.
    package func lock(_ key: Digest, isShared: Bool = false) throws(BuildError) -> KeyLock? {
        try claims.lock(key, isShared: isShared)
    }

    static func insert(_ key: Digest, snapshot: Int64, into connection: borrowing Connection) throws(BuildError) {
        try connection.execute(
            "INSERT OR REPLACE INTO cache (key, snapshot, used) VALUES (?, ?, ?)", .digest(key), .integer(snapshot),
            .integer(Int64(time(nil))))
    }
}
