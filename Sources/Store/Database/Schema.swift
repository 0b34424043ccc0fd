import Diagnostics

/// The tables of the store.
enum Schema {
    /// The format that this program reads and writes: one more with each entry of `steps`.
    private static var version: Int64 { Int64(steps.count) }

    /// Brings the tables to this program's format, from any earlier one or from nothing, in one transaction.
    ///
    /// - Throws: `store` for a store of a later version; `corrupt` for a database that is none of a store's, and for one
    ///   that is empty though the store is not.
    static func prepare(_ database: Database, in directory: StoreDirectory) throws(BuildError) {
        let found = try database.read { connection throws(BuildError) in try version(of: connection) }
        if found == version { return }
        if found == 0, try directory.hasContent { throw .damagedDatabase("it is empty, and the store is not") }
        guard found >= 0 else { throw .damagedDatabase("its format is \(found)") }
        try create(database)
    }

    /// As `prepare`, for a database that belongs to no store yet.
    static func create(_ database: Database) throws(BuildError) {
        // Durable, so that no power cut leaves a store that has something and an empty database.
        try database.transaction(durable: true) { connection throws(BuildError) in
            // Another process may have been first.
            let found = try version(of: connection)
            guard (0...version).contains(found) else {
                throw BuildError(
                    .store,
                    "the store was made by another version of pith: its format is \(found), expected \(version)",
                    help: "set PITH_ROOT to another directory")
            }
            try take(steps[Int(found)...], connection)
        }
    }

    private static func take(_ steps: some Collection<[String]>, _ connection: borrowing Connection) throws(BuildError)
    {
        for statement in steps.joined() { try connection.execute(statement) }
        try connection.execute("PRAGMA user_version = \(version)")
    }

    /// Whether a database of this program's format has the tables, columns and indexes that it must have, and no others.
    static func isComplete(_ connection: borrowing Connection) throws(BuildError) -> Bool {
        let model = try Connection(path: ":memory:")
        try take(steps, model)
        return try Set(objects(of: model)) == Set(objects(of: connection))
    }

    private static func objects(of connection: borrowing Connection) throws(BuildError) -> [[String?]] {
        try connection.rows(
            """
            SELECT sqlite_master.type, sqlite_master.name, columns.name
            FROM sqlite_master LEFT JOIN pragma_table_info(sqlite_master.name) AS columns
            WHERE sqlite_master.name NOT LIKE 'sqlite_%'
            """, map: { row in [row.text(0), row.text(1), row.text(2)] })
    }

    private static func version(of connection: borrowing Connection) throws(BuildError) -> Int64 {
        try connection.first("PRAGMA user_version", map: { $0.integer(0) }) ?? 0
    }

    /// What makes each version of the one before; the first makes the tables of an empty database.
    private static let steps = [tables, diskUsage, manifests, compressions, builds, platforms, advice, lists]

    private static let manifests = [
        // The manifest that an image came with, which is a blob.
        """
        CREATE TABLE manifests (
            image BLOB PRIMARY KEY REFERENCES images (id) ON DELETE CASCADE, digest BLOB NOT NULL,
            size INTEGER NOT NULL, type TEXT NOT NULL) WITHOUT ROWID
        """,
        // The digests that repositories have images under.
        """
        CREATE TABLE digests (
            repository TEXT NOT NULL, digest BLOB NOT NULL,
            image BLOB NOT NULL REFERENCES images (id) ON DELETE CASCADE,
            PRIMARY KEY (repository, digest)) WITHOUT ROWID
        """,
        "CREATE INDEX digests_by_image ON digests (image)",
    ]

    private static let builds = [
        // What went into the steps of the last build of a Dockerfile, for the next one to say what changed.
        "CREATE TABLE builds (id BLOB PRIMARY KEY, record BLOB NOT NULL, used INTEGER NOT NULL) WITHOUT ROWID"
    ]

    private static let platforms = [
        // The images of a name that stands for several platforms, in the order in which they were asked for; the name
        // itself points at the one that this machine runs.
        """
        CREATE TABLE platforms (
            name TEXT NOT NULL REFERENCES names (name) ON DELETE CASCADE, position INTEGER NOT NULL,
            image BLOB NOT NULL REFERENCES images (id) ON DELETE CASCADE,
            PRIMARY KEY (name, position)) WITHOUT ROWID
        """,
        "CREATE INDEX platforms_by_image ON platforms (image)",
        // Several images of an index share its digest.
        """
        CREATE TABLE shared_digests (
            repository TEXT NOT NULL, digest BLOB NOT NULL,
            image BLOB NOT NULL REFERENCES images (id) ON DELETE CASCADE,
            PRIMARY KEY (repository, digest, image)) WITHOUT ROWID
        """,
        "INSERT INTO shared_digests (repository, digest, image) SELECT repository, digest, image FROM digests",
        "DROP TABLE digests",
        "ALTER TABLE shared_digests RENAME TO digests",
        "CREATE INDEX digests_by_image ON digests (image)",
    ]

    private static let compressions = [
        // What compressors made of layers.
        """
        CREATE TABLE compressions (
            diff_id BLOB NOT NULL REFERENCES layers (diff_id) ON DELETE CASCADE, settings TEXT NOT NULL,
            digest BLOB NOT NULL, size INTEGER NOT NULL, PRIMARY KEY (diff_id, settings)) WITHOUT ROWID
        """
    ]

    private static let advice = [
        // What would make an image smaller, for whoever builds it again; empty for nothing.
        "ALTER TABLE images ADD COLUMN advice TEXT"
    ]

    private static let lists = [
        // What lists of images show: from the config and the layers, NULL until it is looked for.
        "ALTER TABLE images ADD COLUMN platform TEXT",
        "ALTER TABLE images ADD COLUMN created TEXT",
        "ALTER TABLE images ADD COLUMN size INTEGER",
        "CREATE INDEX snapshots_by_boot ON snapshots (boot) WHERE boot IS NOT NULL",
    ]

    private static let diskUsage = [
        // The bytes that the snapshot's files take on disk, once they are measured; and the step that made it.
        "ALTER TABLE snapshots ADD COLUMN size INTEGER",
        "ALTER TABLE snapshots ADD COLUMN description TEXT",
    ]

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
