/// Chooses build cache that no image needs.
package struct CacheSelection: Hashable, Sendable {
    /// Only what no build has used since this time, seconds since 1970.
    package var unusedSince: Int64?
    /// Only these snapshots.
    package var snapshots: Set<Int64>?
    /// Not these snapshots.
    package var spared: Set<Int64>
    /// How much stays.
    package var limits: SpaceLimits

    package init(
        unusedSince: Int64? = nil, snapshots: Set<Int64>? = nil, spared: Set<Int64> = [],
        limits: SpaceLimits = SpaceLimits()
    ) {
        self.unusedSince = unusedSince
        self.snapshots = snapshots
        self.spared = spared
        self.limits = limits
    }

    /// Whether it takes everything, so that what is no snapshot and long unused goes too.
    var isUnconditional: Bool { self == CacheSelection() }

    func selects(_ snapshot: SnapshotRecord) -> Bool {
        snapshot.used < unusedSince ?? .max && snapshots?.contains(snapshot.id) ?? true
            && !spared.contains(snapshot.id)
    }
}
