package import Diagnostics
import Glibc
package import ImageModel
import Layers
import Synchronization
import SystemPackage

/// The snapshots of a store: made in a lease's directory, committed by a rename and a row.
package final class SnapshotStore: Sendable {
    private let directory: StoreDirectory
    private let database: Database
    private let lease: Lease
    private let claims: Claims
    private let counter = Mutex(0)
    /// Directories whose layer was committed and that hold nothing else.
    private let emptied = Mutex([String]())
    /// The most characters that are kept of a step's description.
    private static let descriptionLimit = 512

    init(directory: StoreDirectory, database: Database, lease: Lease, claims: Claims) {
        self.directory = directory
        self.database = database
        self.lease = lease
        self.claims = claims
    }

    /// Begins a layer on top of `parent`.
    ///
    /// - Throws: `store` or `diskFull`.
    package func begin(on parent: Snapshot?) throws(BuildError) -> WorkingTree {
        let emptied = emptied.withLock { $0.popLast() }
        let directory = if let emptied { emptied } else { try makeDirectory() }
        let tree = WorkingTree(parent: parent, directory: directory)
        try make(tree.upper, mode: 0o755)
        // The umask must not decide the mode of an image's root directory.
        chmod(tree.upper, 0o755)
        return tree
    }

    private func makeDirectory() throws(BuildError) -> String {
        let number = counter.withLock { counter in
            counter += 1
            return counter
        }
        let directory = "\(lease.workDirectory)/\(number)"
        try make(directory, mode: 0o700)
        return directory
    }

    private func make(_ directory: String, mode: mode_t) throws(BuildError) {
        guard mkdir(directory, mode) == 0 else {
            throw BuildError.system(errno, "directory '\(directory)' can't be made")
        }
    }

    /// Makes overlayfs' work directory of a layer that is mounted.
    ///
    /// - Throws: `store` or `diskFull`.
    package func makeWorkDirectory(of tree: WorkingTree) throws(BuildError) {
        try make(tree.work, mode: 0o700)
    }

    /// Drops a layer that is not wanted.
    package func discard(_ tree: WorkingTree) {
        RemoveTree.removeIgnoringErrors(tree.directory)
    }

    /// Makes a layer a snapshot and records it under the cache keys of the step that made it.
    ///
    /// The snapshot may be lost in a power cut until `makeDurable` has run.
    ///
    /// - Parameters:
    ///   - key: what the layer is made of.
    ///   - cacheKeys: further keys that lead to it.
    ///   - layer: its tar, where that is known already.
    ///   - created: when it was made, seconds since 1970; nil for now.
    ///   - description: the step that made it, for people.
    package func commit(
        _ tree: WorkingTree, key: Digest, cacheKeys: Set<Digest>, layer: LayerRecord? = nil, created: Int64? = nil,
        description: String? = nil
    ) throws(BuildError) -> Snapshot {
        let created = created ?? Int64(time(nil))
        let boot = try BootID.current()
        let snapshot = try database.transaction { connection throws(BuildError) in
            try connection.execute(
                """
                INSERT INTO snapshots (parent, key, created, boot, diff_id, chain_id, description)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                .optional(tree.parent?.id), .digest(key), .integer(created), .text(boot), .optional(layer?.diffID),
                .optional(try chainID(of: layer?.diffID, on: tree.parent, connection)),
                .optional(description.map { String($0.prefix(Self.descriptionLimit)) }))
            let id = connection.lastInsertedRow
            // Nobody sees the row before it is committed, so nobody prunes it before it is claimed.
            try claims.claim(.snapshot(id))
            if let layer { try layer.insert(into: connection) }
            for cacheKey in cacheKeys { try CacheIndex.insert(cacheKey, snapshot: id, into: connection) }
            // Inside the transaction: a row never names a directory that is not there.
            try move(tree, to: id)
            return Snapshot(id: id, parent: tree.parent?.id, key: key, created: created, diffID: layer?.diffID)
        }
        // What is left of it goes with the lease: ext4 is slow to make files where many have just been deleted.
        if access(tree.work, F_OK) != 0 { emptied.withLock { $0.append(tree.directory) } }
        return snapshot
    }

    /// Renames a layer into place. A directory of that name, which a process left that died before its row was
    /// committed, is moved away first and goes with the lease.
    private func move(_ tree: WorkingTree, to id: Int64) throws(BuildError) {
        let place = directory.snapshot(id)
        if rename(tree.upper, place) == 0 { return }
        guard errno == ENOTEMPTY || errno == EEXIST, rename(place, "\(lease.workDirectory)/stale-\(id)") == 0,
            rename(tree.upper, place) == 0
        else { throw BuildError.system(errno, "a snapshot can't be kept") }
    }

    /// The snapshot with this number; it stays while this process lives.
    package func snapshot(_ id: Int64) throws(BuildError) -> Snapshot? {
        try claims.claiming { () throws(BuildError) in
            try database.read { connection throws(BuildError) in
                try connection.first("\(Self.select) WHERE id = ?", .integer(id), map: Self.snapshot)
            }
        }
    }

    /// A snapshot and all below it, topmost first.
    package func chain(of snapshot: Snapshot?) throws(BuildError) -> [Snapshot] { try chain(from: snapshot?.id) }

    /// The same, by number.
    func chain(from id: Int64?) throws(BuildError) -> [Snapshot] {
        guard let id else { return [] }
        return try database.read { connection throws(BuildError) in
            try connection.rows(
                """
                WITH RECURSIVE chain (id, depth) AS (
                    SELECT ?, 0 UNION ALL
                    SELECT snapshots.parent, depth + 1 FROM snapshots JOIN chain ON snapshots.id = chain.id
                    WHERE snapshots.parent IS NOT NULL)
                SELECT snapshots.id, parent, key, created, diff_id FROM chain JOIN snapshots ON snapshots.id = chain.id
                ORDER BY depth
                """, .integer(id), map: Self.snapshot)
        }
    }

    /// The directories to mount for a chain, topmost first; an empty directory stands below, so that there is always one.
    ///
    /// - Throws: `corrupt` if one of them is missing.
    package func lowerDirectories(of snapshot: Snapshot?) throws(BuildError) -> [String] {
        let chain = try chain(of: snapshot)
        if let missing = chain.first(where: { !isThere($0) }) {
            throw BuildError(
                .corrupt, "the files of snapshot \(missing.id) are missing from the store",
                help: BuildError.repairHelp)
        }
        return chain.map { directory.snapshot($0.id) } + [directory.empty]
    }

    private func isThere(_ snapshot: Snapshot) -> Bool { access(directory.snapshot(snapshot.id), F_OK) == 0 }

    /// Whether the directories of a snapshot and of all below it are there.
    func isWhole(_ snapshot: Snapshot) throws(BuildError) -> Bool { try chain(of: snapshot).allSatisfy(isThere) }

    /// The directory of a snapshot's own files.
    package func upperDirectory(of snapshot: Snapshot) -> String { directory.snapshot(snapshot.id) }

    /// The snapshot whose chain of layers has this chain ID, if its files are there; it stays while this process lives.
    package func snapshot(chainID: Digest) throws(BuildError) -> Snapshot? {
        try claims.claiming { () throws(BuildError) in
            let found = try database.read { connection throws(BuildError) in
                try connection.rows("\(Self.select) WHERE chain_id = ?", .digest(chainID), map: Self.snapshot)
            }
            for snapshot in found where try isWhole(snapshot) { return snapshot }
            return nil
        }
    }

    /// Records the layer tar of a snapshot.
    package func record(_ layer: LayerRecord, of snapshot: Snapshot) throws(BuildError) {
        try database.transaction { connection throws(BuildError) in
            let parent = try snapshot.parent.flatMap { parent throws(BuildError) in
                try connection.first("\(Self.select) WHERE id = ?", .integer(parent), map: Self.snapshot)
            }
            try connection.execute(
                "UPDATE snapshots SET diff_id = ?, chain_id = ? WHERE id = ?", .digest(layer.diffID),
                .optional(try chainID(of: layer.diffID, on: parent, connection)), .integer(snapshot.id))
            try layer.insert(into: connection)
        }
    }

    /// Syncs the file system of the store, after which no committed snapshot can be lost.
    func makeDurable() throws(BuildError) {
        let volatile = try database.read { connection throws(BuildError) in
            try connection.rows("SELECT id FROM snapshots WHERE boot IS NOT NULL", map: { $0.integer(0) })
        }
        guard !volatile.isEmpty else { return }
        try syncFileSystem(of: FilePath(directory.snapshots))
        try database.transaction { connection throws(BuildError) in
            for id in volatile { try connection.execute("UPDATE snapshots SET boot = NULL WHERE id = ?", .integer(id)) }
        }
    }

    /// Forgets the snapshots that an unclean end of an earlier boot may have damaged, with all that stands on them.
    func recover() throws(BuildError) {
        let boot = try BootID.current()
        let isAnyLost = try database.read { connection throws(BuildError) in
            try connection.first("SELECT 1 FROM snapshots WHERE boot <> ?", .text(boot), map: { _ in true }) != nil
        }
        guard isAnyLost else { return }
        let lost = try database.transaction { connection throws(BuildError) in
            let lost = try connection.rows(
                """
                WITH RECURSIVE lost (id) AS (
                    SELECT id FROM snapshots WHERE boot IS NOT NULL AND boot <> ? UNION
                    SELECT snapshots.id FROM snapshots JOIN lost ON snapshots.parent = lost.id)
                SELECT id FROM lost ORDER BY id DESC
                """, .text(boot), map: { $0.integer(0) })
            for id in lost { try Self.forget(id, connection) }
            return lost
        }
        for id in lost { RemoveTree.removeIgnoringErrors(directory.snapshot(id)) }
    }

    /// Deletes the records of a snapshot that no other stands on, and of the images and cache keys that lead to it.
    static func forget(_ id: Int64, _ connection: borrowing Connection) throws(BuildError) {
        try connection.execute("DELETE FROM cache WHERE snapshot = ?", .integer(id))
        try connection.execute(
            "DELETE FROM names WHERE image IN (SELECT id FROM images WHERE snapshot = ?)", .integer(id))
        try connection.execute(
            "DELETE FROM compositions WHERE image IN (SELECT id FROM images WHERE snapshot = ?)", .integer(id))
        try connection.execute("DELETE FROM images WHERE snapshot = ?", .integer(id))
        try connection.execute("DELETE FROM snapshots WHERE id = ?", .integer(id))
    }

    private func chainID(
        of diffID: Digest?, on parent: Snapshot?, _ connection: borrowing Connection
    ) throws(BuildError) -> Digest? {
        guard let diffID else { return nil }
        guard let parent else { return diffID }
        let below = try connection.first(
            "SELECT chain_id FROM snapshots WHERE id = ?", .integer(parent.id), map: { $0.digest(0) })
        guard let below, let below else { return nil }
        return Digest(of: "\(below) \(diffID)".utf8)
    }

    private static let select = "SELECT id, parent, key, created, diff_id FROM snapshots"

    static func snapshot(_ row: Row) -> Snapshot {
        Snapshot(
            id: row.integer(0), parent: row.optionalInteger(1), key: row.digest(2) ?? Digest(of: []),
            created: row.integer(3),
            diffID: row.digest(4))
    }
}
