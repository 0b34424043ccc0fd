/// What a prune deletes. Decided from records alone.
package struct PrunePlan: Sendable {
    package let images: [ImageRecord]
    /// Least recently used first, each after all that stand on it.
    package let snapshots: [SnapshotRecord]

    /// - Parameters:
    ///   - free: the space that the file system has free, in bytes.
    ///   - limit: the most snapshots that go; those that would have gone first.
    package init(_ request: PruneRequest, of records: StoreRecords, free: Int64, limit: Int = .max) {
        images = records.images.filter(request.images.selects)
        let removed = Set(images.map(\.id))
        let forest = SnapshotForest(records.snapshots)
        let needed = forest.chains(of: records.images.filter { !removed.contains($0.id) }.map(\.snapshot))
        let released = forest.chains(of: images.map(\.snapshot))
        let cost = { (snapshots: [SnapshotRecord]) in snapshots.reduce(0) { $0 + $1.cost } }
        let excess = request.cache?.limits.excess(
            cache: cost(records.snapshots.filter { !needed.contains($0.id) }), store: cost(records.snapshots),
            free: free)
        snapshots = forest.removable(costing: excess ?? .max, limit: limit) { snapshot in
            if needed.contains(snapshot.id) || snapshot.isClaimed { return false }
            if request.cache?.selects(snapshot) == true { return true }
            // What was pulled goes with the image that it was pulled for; what was built stays as build cache.
            return snapshot.blob != nil && released.contains(snapshot.id)
        }
    }
}
