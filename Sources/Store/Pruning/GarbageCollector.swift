package import Diagnostics
import Glibc
import ImageModel

extension ImageStore {
    /// Deletes images and build cache, and what nothing needs any more. Never what a live process uses.
    ///
    /// - Parameter stage: is told how far it is; what it throws ends the prune there.
    /// - Returns: what was deleted.
    /// - Throws: `store`; `diskFull` if the disk is too full even to delete.
    package func prune(
        _ request: PruneRequest, stage: (PruneStage) throws(BuildError) -> Void = { _ in }
    ) throws(BuildError) -> PruneResult {
        var collector = GarbageCollector(store: self, request: request)
        try collector.run(stage)
        return collector.result
    }

    /// Deletes the least recently used build cache until images and build cache take no more than `limit` bytes together,
    /// or no build cache is left that no live process uses. For the end of a build, where a limit is configured.
    package func collectGarbage(limit: Int64) throws(BuildError) -> PruneResult {
        try prune(PruneRequest(cache: CacheSelection(limits: SpaceLimits(maximumStore: limit))))
    }
}

/// One prune. Records go first, in one transaction, then trees are renamed away, then deleted.
struct GarbageCollector {
    let store: ImageStore
    let request: PruneRequest
    var result = PruneResult()
    /// The bytes of snapshots that were deleted, by number.
    var sizes: [Int64: Int64] = [:]

    /// The most snapshots that go in one transaction: other processes wait for it, and it needs space for its log.
    private static let batch = 1000
    /// Index files and times of creation that are older than this many seconds are no longer of use.
    static let longUnused: Int64 = 30 * 24 * 3600

    init(store: ImageStore, request: PruneRequest) {
        self.store = store
        self.request = request
    }

    mutating func run(_ stage: (PruneStage) throws(BuildError) -> Void) throws(BuildError) {
        sizes = try SnapshotSizes(database: store.database, directory: store.directory).all()
        let labels = try labels()
        let mounts = request.cache == nil ? [] : try CacheMountRecord.all(in: store.directory)
        var isDone = false
        while !isDone {
            let plan = try deleteRecords(labels, mounts)
            isDone = plan.snapshots.count < Self.batch
            if isDone { try delete(plan.mounts) }
            result.images += plan.images
            result.snapshots += plan.snapshots
            try stage(.recordsDeleted)
            let trees = try moveOrphans()
            try stage(.treesMoved)
            for tree in trees { try delete(tree) }
            try stage(.treesDeleted)
        }
        if request.cache?.isUnconditional == true { try removePartialBlobs() }
        if request.cache?.isUnconditional == true { try removeUnusedContexts() }
        if request.cache?.isUnconditional == true { try removeUnusedRemotes() }
        if request.cache?.isUnconditional == true { try removeFailedSteps() }
        if let cache = request.cache { try removePackages(cache) }
    }

    /// The labels of all images, if the request asks for any.
    private func labels() throws(BuildError) -> [Digest: [String: String]] {
        var labels = [Digest: [String: String]]()
        if request.images.labels.isEmpty { return labels }
        for id in try store.images.all() { labels[id] = try store.images.config(id).config.labels }
        return labels
    }

    private func deleteRecords(
        _ labels: [Digest: [String: String]], _ mounts: [CacheMountRecord]
    ) throws(BuildError) -> PrunePlan {
        // Until it is released, whoever claims what is being deleted waits.
        let seizure = try store.claims.beginSeizure()
        // Durable, so that no power cut brings a record back whose tree is gone.
        let plan = try store.database.transaction(durable: true) { connection throws(BuildError) in
            let claimed = try seizure.takeAll()
            var records = try StoreRecords(
                from: connection, sizes: sizes, labels: labels, isClaimed: claimed.contains)
            records.mounts = mounts
            let free = FileSystemSpace(of: store.directory.path)?.free ?? .max
            let plan = PrunePlan(request, of: records, free: free, limit: Self.batch)
            try delete(plan, connection)
            return plan
        }
        withExtendedLifetime(seizure) {}
        return plan
    }

    private func delete(_ plan: PrunePlan, _ connection: borrowing Connection) throws(BuildError) {
        for image in plan.images { try ImageTable.delete(image.id, connection) }
        for snapshot in plan.snapshots { try SnapshotStore.forget(snapshot.id, connection) }
        if !plan.snapshots.isEmpty { try LayerRecord.deleteUnused(connection) }
        if request.cache?.isUnconditional == true {
            try connection.execute(
                "DELETE FROM creations WHERE created < ?", .integer(Int64(time(nil)) - Self.longUnused))
        }
    }
}
