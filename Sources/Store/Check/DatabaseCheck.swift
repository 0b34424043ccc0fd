import Diagnostics
import Glibc
import ImageModel

/// Looks at the store's database as a whole. One that is damaged is saved aside, and made anew of what can be read of it.
struct DatabaseCheck {
    let directory: StoreDirectory
    let repairs: Bool

    /// - Returns: what is wrong with it, if anything is, and where it was saved if it was made anew.
    /// - Throws: `store` for one that is in use and damaged, and for one of a later version; `diskFull`.
    func run() throws(BuildError) -> (damage: Damage?, saved: String?) {
        try directory.create()
        guard let problem = try problem(isAlone: false) else { return (nil, nil) }
        return repairs ? try repair() : (Damage(.database, problem), nil)
    }

    private func repair() throws(BuildError) -> (damage: Damage?, saved: String?) {
        let opening = try lockOpening()
        defer { withExtendedLifetime(opening) {} }
        // Another process may have been first.
        guard let problem = try problem(isAlone: true) else { return (nil, nil) }
        var damage = Damage(.database, problem)
        if try reindex() {
            damage.outcome = .repaired("its indexes were made anew")
            return (damage, nil)
        }
        if try Lease.isAnyAlive(in: directory) {
            damage.outcome = .refused("running processes use the store: try again when they have ended")
            return (damage, nil)
        }
        let saved = try DatabaseSalvage(directory: directory).run()
        damage.outcome = .repaired("made anew of what could be read, without build cache; it is saved as \(saved)")
        return (damage, saved)
    }

    private func lockOpening() throws(BuildError) -> LockedFile? {
        try LockedFile(path: "\(directory.path)/opening", wait: true)
    }

    /// - Parameter isAlone: whether this process keeps others from opening the store.
    private func problem(isAlone: Bool) throws(BuildError) -> String? {
        do throws(BuildError) {
            let opening = isAlone ? nil : try lockOpening()
            let database = try Database(path: directory.database)
            try Schema.prepare(database, in: directory)
            withExtendedLifetime(opening) {}
            return try database.read { connection throws(BuildError) in try Self.problem(connection) }
        } catch  where error.code == .corrupt {
            return error.message
        }
    }

    private static func problem(_ connection: borrowing Connection) throws(BuildError) -> String? {
        let found = try connection.rows("PRAGMA integrity_check(3)", map: { $0.text(0) ?? "" })
        if found != ["ok"] { return found.joined(separator: "; ") }
        if try connection.first("PRAGMA foreign_key_check", map: { _ in true }) != nil {
            return "records refer to others that are not there"
        }
        return try Schema.isComplete(connection) ? nil : "its tables are not those of its format"
    }

    /// Makes the indexes anew, which helps where nothing else is damaged.
    private func reindex() throws(BuildError) -> Bool {
        do throws(BuildError) {
            let database = try Database(path: directory.database)
            try database.transaction(durable: true) { connection throws(BuildError) in
                try connection.execute("REINDEX")
            }
        } catch  where error.code == .corrupt {
            return false
        }
        return try problem(isAlone: true) == nil
    }
}
