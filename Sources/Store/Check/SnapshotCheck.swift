import Diagnostics
import Glibc
import ImageModel
import Layers
import SystemPackage

/// Holds the directories of snapshots against their records. The tar of a layer that was made here is written once more, and
/// its digest compared; a layer that came as a blob is unpacked once more, and the files compared.
struct SnapshotCheck {
    let store: ImageStore
    private(set) var damages: [Damage] = []
    private(set) var count = 0
    /// The layers that were compared.
    private(set) var layerCount = 0
    /// Those that could not be, for want of space.
    private(set) var skippedLayers = 0
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
        let below = try store.snapshots.chain(from: snapshot.parent).map { store.directory.snapshot($0.id) }
        let lowers = (below + [store.directory.empty]).map { FilePath($0) }
        do throws(BuildError) {
            let digest = try Self.tarDigest(of: path, on: lowers)
            let expected = if let blob = snapshot.blob { try unpackedDigest(of: blob, on: lowers) } else { diffID }
            layerCount += 1
            return digest == expected ? nil : "its files have changed: they are no longer layer \(diffID)"
        } catch  where error.code == .diskFull {
            skippedLayers += 1
            return nil
        } catch  where error.code != .interrupted {
            return "its layer \(diffID) can't be made once more: \(error.message)"
        }
    }

    private static func tarDigest(of upper: String, on lowers: [FilePath]) throws(BuildError) -> Digest {
        let sink = HashingSink(DiscardingSink())
        _ = try LayerWriter().write(upper: FilePath(upper), lowers: lowers, to: sink)
        return sink.digest
    }

    /// The digest of the tar that Pith would make of the files of a blob.
    private func unpackedDigest(of blob: Digest, on lowers: [FilePath]) throws(BuildError) -> Digest {
        let tree = try store.snapshots.begin(on: nil)
        defer { store.snapshots.discard(tree) }
        let file = OpenFile(taking: try store.blobs.open(blob))
        _ = try LayerApplier(maximumSize: .max).apply(
            FileSource(file.descriptor), upper: FilePath(tree.upper), lowers: lowers)
        return try Self.tarDigest(of: tree.upper, on: lowers)
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
    /// The blob that its layer came as, from which its files were unpacked.
    let blob: Digest?

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
                    layers.diff_id IS NOT NULL, layers.blob_digest
                FROM snapshots LEFT JOIN snapshots AS below ON below.id = snapshots.parent
                LEFT JOIN layers ON layers.diff_id = snapshots.diff_id WHERE snapshots.id = ?
                """, .integer(id),
                map: { row in
                    CheckedSnapshot(
                        id: row.integer(0), parent: row.optionalInteger(1), diffID: row.digest(2),
                        chainID: row.digest(3), parentChainID: row.digest(4), isLayerRecorded: row.integer(5) != 0,
                        blob: row.digest(6))
                })
        }
    }
}
