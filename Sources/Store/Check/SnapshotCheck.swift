import Diagnostics
import Glibc
import ImageModel
import Layers
import SystemPackage

/// Holds the directories of snapshots against their records. A layer whose tar is a function of its files is written once
/// more, and its digest compared.
struct SnapshotCheck {
    let store: ImageStore
    private(set) var damages: [Damage] = []
    private(set) var count = 0
    private(set) var layerCount = 0
    /// Damaged, or standing on something that is.
    private var unsound = Set<Int64>()

    init(store: ImageStore) {
        self.store = store
    }

    /// - Parameter progress: takes a line about what is looked at.
    mutating func run(_ progress: (String) -> Void) throws(BuildError) {
        // A snapshot has a greater number than what it stands on.
        let ids = try store.database.read { connection throws(BuildError) in
            try connection.rows("SELECT id FROM snapshots ORDER BY id", map: { $0.integer(0) })
        }
        for (index, id) in ids.enumerated() {
            if Task.isCancelled { throw BuildError(.interrupted, "interrupted") }
            let claims = try Claims(in: store.directory)
            try claims.claim(.snapshot(id))
            defer { withExtendedLifetime(claims) {} }
            guard let record = try store.checkedSnapshot(id) else { continue }
            count += 1
            if let parent = record.parent, unsound.contains(parent) {
                unsound.insert(id)
                continue
            }
            if index > 0, index % Self.progressStep == 0 { progress("\(index) of \(ids.count)") }
            guard let problem = try problem(of: record) else { continue }
            unsound.insert(id)
            damages.append(Damage(.snapshot(id), problem))
        }
    }

    private static let progressStep = 100

    private mutating func problem(of snapshot: CheckedSnapshot) throws(BuildError) -> String? {
        if let parent = snapshot.parent, parent >= snapshot.id { return "stands on snapshot \(parent), which is newer" }
        var status = stat()
        let path = store.directory.snapshot(snapshot.id)
        guard lstat(path, &status) == 0 else { return "its directory is missing" }
        guard status.st_mode & S_IFMT == S_IFDIR else { return "its directory is none" }
        guard let diffID = snapshot.diffID else {
            return snapshot.chainID == nil ? nil : "has a chain ID, and no diff ID"
        }
        guard snapshot.isLayerRecorded else { return "its layer \(diffID) is not recorded" }
        guard snapshot.chainID == nil || snapshot.chainID == snapshot.expectedChainID else {
            return "its chain ID is not that of its layers"
        }
        guard !snapshot.hasBlob else { return nil }
        layerCount += 1
        return try tarProblem(of: snapshot, diffID)
    }

    private func tarProblem(of snapshot: CheckedSnapshot, _ diffID: Digest) throws(BuildError) -> String? {
        let chain = try store.snapshots.chain(from: snapshot.id).map { store.directory.snapshot($0.id) }
        let sink = HashingSink(DiscardingSink())
        do throws(BuildError) {
            _ = try LayerWriter().write(
                upper: FilePath(store.directory.snapshot(snapshot.id)),
                lowers: (chain.dropFirst() + [store.directory.empty]).map { FilePath($0) }, to: sink)
        } catch where error.code != .interrupted {
            return "its layer \(diffID) can't be made once more: \(error.message)"
        }
        return sink.digest == diffID ? nil : "its files have changed: layer \(diffID) is now \(sink.digest)"
    }
}

/// What is recorded of a snapshot.
struct CheckedSnapshot {
    let id: Int64
    let parent: Int64?
    let diffID: Digest?
    let chainID: Digest?
    let parentChainID: Digest?
    let isLayerRecorded: Bool
    /// Whether its layer came as a blob, from which its files were unpacked.
    let hasBlob: Bool

    /// What follows from its diff ID and what is below.
    var expectedChainID: Digest? {
        guard let diffID else { return nil }
        guard parent != nil else { return diffID }
        return parentChainID.map { Digest(of: "\($0) \(diffID)".utf8) }
    }
}

extension ImageStore {
    fileprivate func checkedSnapshot(_ id: Int64) throws(BuildError) -> CheckedSnapshot? {
        try database.read { connection throws(BuildError) in
            try connection.first(
                """
                SELECT snapshots.id, snapshots.parent, snapshots.diff_id, snapshots.chain_id, below.chain_id,
                    layers.diff_id IS NOT NULL, layers.blob_digest IS NOT NULL
                FROM snapshots LEFT JOIN snapshots AS below ON below.id = snapshots.parent
                LEFT JOIN layers ON layers.diff_id = snapshots.diff_id WHERE snapshots.id = ?
                """, .integer(id),
                map: { row in
                    CheckedSnapshot(
                        id: row.integer(0), parent: row.optionalInteger(1), diffID: row.digest(2),
                        chainID: row.digest(3), parentChainID: row.digest(4), isLayerRecorded: row.integer(5) != 0,
                        hasBlob: row.integer(6) != 0)
                })
        }
    }
}
