import Diagnostics
import Glibc
import ImageModel
import Store
import Testing

@Suite struct SchemaMigrationTests {
    @Test("a store of version 1 opens with all that is in it, and is then one of this version")
    func versionOne() throws {
        try withDirectory { path in
            try openStore(path).close()
            try run("rm -f '\(path)'/pith.db*")
            try makeVersionOne(path)
            mkdir("\(path)/snapshots/7", 0o755)
            try write("old", to: "\(path)/snapshots/7/file")
            let store = try openStore(path)
            defer { store.close() }
            #expect(try store.cache.snapshot(for: key("step"))?.id == 7)
            #expect(try store.usage().buildCache.size == diskUsage(of: "\(path)/snapshots/7"))
            let made = try store.snapshots.commit(
                try store.snapshots.begin(on: nil), key: key("new"), cacheKeys: [], description: "RUN make")
            #expect(made.id == 8)
            #expect(try store.usage().cacheRecords.compactMap(\.snapshot.description) == ["RUN make"])
            #expect(try run("sqlite3 '\(path)/pith.db' 'PRAGMA user_version'") != "1\n")
        }
    }

    @Test("eight processes that open a store of version 1 at once migrate it once")
    func together() async throws {
        var template = Array("/tmp/pith-store-test.XXXXXX".utf8CString)
        guard let path = mkdtemp(&template).map({ String(cString: $0) }) else { throw Failure(code: errno) }
        defer { _ = try? run("rm -rf '\(path)'") }
        try makeVersionOne(path)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { try openStore(path).close() } }
            try await group.waitForAll()
        }
        #expect(try run("sqlite3 '\(path)/pith.db' 'SELECT count(size), count(*) FROM snapshots'") == "0|1\n")
    }

    @Test("a store of a later version is refused and left as it is")
    func laterVersion() throws {
        try withDirectory { path in
            try openStore(path).close()
            try run("sqlite3 '\(path)/pith.db' 'PRAGMA user_version = 1000'")
            #expect(throws: BuildError.self) { try openStore(path) }
            #expect(try run("sqlite3 '\(path)/pith.db' 'PRAGMA user_version'") == "1000\n")
        }
    }

    /// A database as version 1 made it, with one snapshot in the cache.
    private func makeVersionOne(_ path: String) throws {
        let insertions = """
            INSERT INTO snapshots (id, key, created) VALUES (7, x'\(key("step").hex)', 1000);
            INSERT INTO cache VALUES (x'\(key("step").hex)', 7, 2000);
            PRAGMA user_version = 1;
            """
        try write(Self.versionOne + insertions, to: "\(path)/version-1.sql")
        try run("sqlite3 '\(path)/pith.db' < '\(path)/version-1.sql' && rm '\(path)/version-1.sql'")
    }

    private static let versionOne = """
        CREATE TABLE properties (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE snapshots (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            parent INTEGER REFERENCES snapshots (id),
            key BLOB NOT NULL,
            created INTEGER NOT NULL,
            boot TEXT,
            chain_id BLOB,
            diff_id BLOB);
        CREATE INDEX snapshots_by_chain ON snapshots (chain_id) WHERE chain_id IS NOT NULL;
        CREATE INDEX snapshots_by_parent ON snapshots (parent);
        CREATE TABLE layers (
            diff_id BLOB PRIMARY KEY,
            file_bytes INTEGER NOT NULL,
            files INTEGER NOT NULL,
            blob_type TEXT, blob_digest BLOB, blob_size INTEGER,
            compressed_size INTEGER) WITHOUT ROWID;
        CREATE TABLE images (
            id BLOB PRIMARY KEY, snapshot INTEGER REFERENCES snapshots (id), recorded INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE names (name TEXT PRIMARY KEY, image BLOB NOT NULL REFERENCES images (id)) WITHOUT ROWID;
        CREATE INDEX names_by_image ON names (image);
        CREATE TABLE cache (
            key BLOB PRIMARY KEY, snapshot INTEGER NOT NULL REFERENCES snapshots (id), used INTEGER NOT NULL) WITHOUT ROWID;
        CREATE INDEX cache_by_snapshot ON cache (snapshot);
        CREATE TABLE creations (content BLOB PRIMARY KEY, created INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE compositions (
            request TEXT PRIMARY KEY, image BLOB NOT NULL REFERENCES images (id), lock BLOB NOT NULL, date TEXT NOT NULL
        ) WITHOUT ROWID;

        """
}
