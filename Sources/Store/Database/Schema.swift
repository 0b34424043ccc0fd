import Diagnostics

/// The tables of the store.
enum Schema {
    /// Raised with every change of the tables; a store of a later version is refused.
    static let version: Int64 = 1

    /// Makes the tables of an empty database, or checks the version of a full one.
    static func prepare(_ database: Database) throws(BuildError) {
        let found = try version(of: database)
        if found == version { return }
        guard found == 0 else {
            throw BuildError(
                .store, "the store was made by another version of pith: its format is \(found), expected \(version)",
                help: "set PITH_ROOT to another directory")
        }
        try database.transaction { connection throws(BuildError) in
            if try connection.first("PRAGMA user_version", map: { $0.integer(0) }) == version { return }
            for statement in tables { try connection.execute(statement) }
            try connection.execute("PRAGMA user_version = \(version)")
        }
    }

    private static func version(of database: Database) throws(BuildError) -> Int64 {
        try database.read { connection throws(BuildError) in
            try connection.first("PRAGMA user_version", map: { $0.integer(0) }) ?? 0
        }
    }

    private static let tables = [
        // What the store is for: who owns it and how its IDs are mapped.
        "CREATE TABLE properties (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        // A committed layer directory. `boot` is the boot ID while a power cut may still damage it, else NULL.
        """
        CREATE TABLE snapshots (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            parent INTEGER REFERENCES snapshots (id),
            key BLOB NOT NULL,
            created INTEGER NOT NULL,
            boot TEXT,
            chain_id BLOB,
            diff_id BLOB)
        """,
        "CREATE INDEX snapshots_by_chain ON snapshots (chain_id) WHERE chain_id IS NOT NULL",
        "CREATE INDEX snapshots_by_parent ON snapshots (parent)",
        // What is known of a layer tar, by the digest of the uncompressed tar.
        """
        CREATE TABLE layers (
            diff_id BLOB PRIMARY KEY,
            file_bytes INTEGER NOT NULL,
            files INTEGER NOT NULL,
            blob_type TEXT, blob_digest BLOB, blob_size INTEGER,
            compressed_size INTEGER) WITHOUT ROWID
        """,
        // An image: its ID is the digest of its config; `snapshot` is its topmost layer, NULL for one without layers.
        """
        CREATE TABLE images (
            id BLOB PRIMARY KEY, snapshot INTEGER REFERENCES snapshots (id), recorded INTEGER NOT NULL) WITHOUT ROWID
        """,
        "CREATE TABLE names (name TEXT PRIMARY KEY, image BLOB NOT NULL REFERENCES images (id)) WITHOUT ROWID",
        "CREATE INDEX names_by_image ON names (image)",
        // Cache key of a step > its result.
        """
        CREATE TABLE cache (
            key BLOB PRIMARY KEY, snapshot INTEGER NOT NULL REFERENCES snapshots (id), used INTEGER NOT NULL) WITHOUT ROWID
        """,
        "CREATE INDEX cache_by_snapshot ON cache (snapshot)",
        // When an image with this content was first made, so that a rebuild gives the same config.
        "CREATE TABLE creations (content BLOB PRIMARY KEY, created INTEGER NOT NULL) WITHOUT ROWID",
        // Images composed here, by request, each with the lock that it was composed from.
        """
        CREATE TABLE compositions (
            request TEXT PRIMARY KEY, image BLOB NOT NULL REFERENCES images (id), lock BLOB NOT NULL, date TEXT NOT NULL
        ) WITHOUT ROWID
        """,
    ]
}
