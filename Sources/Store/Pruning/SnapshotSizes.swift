import Diagnostics
import Glibc

/// How much each snapshot takes on disk. A snapshot never changes, so it is measured once.
struct SnapshotSizes {
    let database: Database
    let directory: StoreDirectory

    /// The sizes of all snapshots, in bytes, by number. Those that are not known are measured now.
    func all() throws(BuildError) -> [Int64: Int64] {
        let rows = try database.read { connection throws(BuildError) in
            try connection.rows("SELECT id, size FROM snapshots", map: { ($0.integer(0), $0.optionalInteger(1)) })
        }
        var sizes = [Int64: Int64]()
        var measured = [Int64: Int64]()
        for (id, size) in rows {
            if let size {
                sizes[id] = size
            } else {
                measured[id] = try AllocatedSpace.measure(directory.snapshot(id))
            }
        }
        // On a full disk they are measured again the next time.
        if !measured.isEmpty { try? keep(measured) }
        return sizes.merging(measured) { _, new in new }
    }

    /// What has not reached the disk for certain may still get other blocks there, and is not kept.
    private func keep(_ sizes: [Int64: Int64]) throws(BuildError) {
        try database.transaction { connection throws(BuildError) in
            for (id, size) in sizes {
                try connection.execute(
                    "UPDATE snapshots SET size = ? WHERE id = ? AND boot IS NULL", .integer(size), .integer(id))
            }
        }
    }
}
