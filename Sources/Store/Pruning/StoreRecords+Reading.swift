import Diagnostics
import ImageModel

extension StoreRecords {
    /// Reads all records, inside the caller's transaction.
    ///
    /// - Parameters:
    ///   - sizes: the bytes that snapshots take on disk; one that is missing counts as nothing.
    ///   - labels: those of the images' configs, where they matter.
    ///   - isClaimed: whether a live process uses something.
    init(
        from connection: borrowing Connection, sizes: [Int64: Int64], labels: [Digest: [String: String]] = [:],
        isClaimed: (Claims.Item) throws(BuildError) -> Bool
    ) throws(BuildError) {
        let names = Dictionary(grouping: try ImageTable.names(connection), by: \.id)
        let composed = Set(try connection.rows("SELECT image FROM compositions", map: { $0.digest(0) }))
        let imageRows = try connection.rows(
            "SELECT id, snapshot, recorded FROM images ORDER BY recorded DESC, id",
            map: { (id: $0.digest(0), snapshot: $0.optionalInteger(1), recorded: $0.integer(2)) })
        var images = [ImageRecord]()
        for row in imageRows {
            guard let id = row.id else { continue }
            images.append(
                ImageRecord(
                    id: id, snapshot: row.snapshot, recorded: row.recorded, names: (names[id] ?? []).map(\.name),
                    isComposed: composed.contains(id), labels: labels[id] ?? [:], isClaimed: try isClaimed(.blob(id))))
        }
        var snapshots = [SnapshotRecord]()
        for row in try connection.rows(Self.snapshotQuery, map: SnapshotRow.init) {
            snapshots.append(
                SnapshotRecord(
                    id: row.id, parent: row.parent, size: sizes[row.id] ?? 0, blob: row.blob, blobSize: row.blobSize,
                    created: row.created, used: row.used, description: row.description,
                    isClaimed: try isClaimed(.snapshot(row.id))))
        }
        self.init(snapshots: snapshots, images: images)
    }

    private static let snapshotQuery = """
        SELECT snapshots.id, parent, created,
            max(created, coalesce((SELECT max(used) FROM cache WHERE snapshot = snapshots.id), 0)),
            description, blob_digest, coalesce(blob_size, 0)
        FROM snapshots LEFT JOIN layers ON layers.diff_id = snapshots.diff_id ORDER BY snapshots.id
        """
}

/// What the database has of a snapshot.
private struct SnapshotRow {
    let id: Int64
    let parent: Int64?
    let created: Int64
    let used: Int64
    let description: String?
    let blob: Digest?
    let blobSize: Int64

    init(_ row: Row) {
        id = row.integer(0)
        parent = row.optionalInteger(1)
        created = row.integer(2)
        used = row.integer(3)
        description = row.text(4)
        blob = row.digest(5)
        blobSize = row.integer(6)
    }
}
