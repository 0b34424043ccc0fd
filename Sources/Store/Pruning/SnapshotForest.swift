/// Snapshots as they stand on each other.
struct SnapshotForest {
    private let snapshots: [Int64: SnapshotRecord]

    init(_ snapshots: [SnapshotRecord]) {
        self.snapshots = Dictionary(snapshots.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// These snapshots and all below them.
    func chains(of tops: [Int64?]) -> Set<Int64> {
        var found = Set<Int64>()
        for top in tops {
            var next = top
            while let id = next, found.insert(id).inserted { next = snapshots[id]?.parent }
        }
        return found
    }

    /// The snapshots to remove, in order: the least recently used first, none before those that stand on it, until they
    /// free that many bytes.
    func removable(
        costing excess: Int64, limit: Int, where isCandidate: (SnapshotRecord) -> Bool
    ) -> [SnapshotRecord] {
        var excess = excess
        var removed = [SnapshotRecord]()
        // What stays keeps all below it.
        var kept = Set<Int64>()
        for snapshot in leastRecentlyUsedFirst {
            if excess > 0, removed.count < limit, !kept.contains(snapshot.id), isCandidate(snapshot) {
                removed.append(snapshot)
                excess -= snapshot.cost
            } else if let parent = snapshot.parent {
                kept.insert(parent)
            }
        }
        return removed
    }

    /// A snapshot is in use as long as one that stands on it is, so children come before parents. A child always has a
    /// greater number than its parent.
    private var leastRecentlyUsedFirst: [SnapshotRecord] {
        let newestFirst = snapshots.values.sorted { $0.id > $1.id }
        var used = [Int64: Int64]()
        for snapshot in newestFirst {
            let time = max(snapshot.used, used[snapshot.id] ?? .min)
            used[snapshot.id] = time
            if let parent = snapshot.parent { used[parent] = max(time, used[parent] ?? .min) }
        }
        return newestFirst.sorted { left, right in
            let (leftUse, rightUse) = (used[left.id] ?? .min, used[right.id] ?? .min)
            return leftUse == rightUse ? left.id > right.id : leftUse < rightUse
        }
    }
}
