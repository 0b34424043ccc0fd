package import Diagnostics
import Glibc
package import ImageModel

/// What went into the last builds, by what was built; only the latest are kept.
package struct BuildTable: Sendable {
    let database: Database

    /// How many builds are remembered.
    private static let limit: Int64 = 200

    /// What is remembered of a build.
    package func record(of build: Digest) throws(BuildError) -> [UInt8]? {
        try database.read { connection throws(BuildError) in
            try connection.first("SELECT record FROM builds WHERE id = ?", .digest(build), map: { $0.blob(0) })
        } ?? nil
    }

    /// Remembers a build in place of the one before.
    package func keep(_ record: [UInt8], of build: Digest) throws(BuildError) {
        try database.transaction { connection throws(BuildError) in
            try connection.execute(
                "INSERT OR REPLACE INTO builds (id, record, used) VALUES (?, ?, ?)", .digest(build), .blob(record),
                .integer(Int64(time(nil))))
            try connection.execute(
                "DELETE FROM builds WHERE id NOT IN (SELECT id FROM builds ORDER BY used DESC LIMIT ?)",
                .integer(Self.limit))
        }
    }
}
