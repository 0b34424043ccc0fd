/// What a prune deletes. Decided from records alone.
package struct PrunePlan: Sendable {
    package let images: [ImageRecord]
    /// Least recently used first, each after all that stand on it.
    package let snapshots: [SnapshotRecord]
    /// Least recently used first. Where only so much has to go, they go after all snapshots: what they save their steps is
    /// what a build without cache takes longest for.
    package let mounts: [CacheMountRecord]

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
        let mountCost = records.mounts.reduce(0) { $0 + $1.size }
        let excess = request.cache?.limits.excess(
            cache: cost(records.snapshots.filter { !needed.contains($0.id) }) + mountCost,
            store: cost(records.snapshots) + mountCost, free: free)
        let removable = forest.removable(costing: excess ?? .max, limit: limit) { snapshot in
            if needed.contains(snapshot.id) || snapshot.isClaimed { return false }
            if request.cache?.selects(snapshot) == true { return true }
            // What was pulled goes with the image that it was pulled for; what was built stays as build cache.
            return snapshot.blob != nil && released.contains(snapshot.id)
        }
        snapshots = removable
        var rest = excess.map { $0 - cost(removable) } ?? .max
        mounts = records.mounts.filter { mount in
            guard rest > 0, request.cache?.selects(mount) == true else { return false }
            rest -= mount.size
            return true
        }
    }
}
