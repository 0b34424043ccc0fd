/// Chooses build cache that no image needs, cache mounts among it.
package struct CacheSelection: Hashable, Sendable {
    /// Only what no build has used since this time, seconds since 1970.
    package var unusedSince: Int64?
    /// Only these snapshots.
    package var snapshots: Set<Int64>?
    /// Only cache mounts whose names begin like this; nil for all of them.
    package var mounts: Set<String>?
    /// Not these snapshots.
    package var spared: Set<Int64>
    /// How much stays.
    package var limits: SpaceLimits

    package init(
        unusedSince: Int64? = nil, snapshots: Set<Int64>? = nil, mounts: Set<String>? = nil, spared: Set<Int64> = [],
        limits: SpaceLimits = SpaceLimits()
    ) {
        self.unusedSince = unusedSince
        self.snapshots = snapshots
        self.mounts = mounts
        self.spared = spared
        self.limits = limits
    }

    /// Whether it takes everything, so that what is no snapshot and long unused goes too.
    var isUnconditional: Bool { self == CacheSelection() }

    func selects(_ snapshot: SnapshotRecord) -> Bool {
        snapshot.used < unusedSince ?? .max && snapshots?.contains(snapshot.id) ?? true
            && !spared.contains(snapshot.id)
    }

    func selects(_ mount: CacheMountRecord) -> Bool {
        mount.used < unusedSince ?? .max && !mount.isUsed && mounts?.contains(where: mount.name.hasPrefix) ?? true
    }
}
