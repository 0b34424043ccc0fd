/// Chooses build cache that no image needs, cache mounts among it.
package struct CacheSelection: Hashable, Sendable {
    /// Only what no build has used since this time, seconds since 1970.
    package var unusedSince: Int64?
    /// Only these snapshots.
    package var snapshots: Set<Int64>?
    /// Only cache mounts whose names begin like this; nil for all of them.
    package var mounts: Set<String>?
    /// Whether package files and indexes of package archives are among it, not just those that are long unused.
    package var packages: Bool
    /// Not these snapshots.
    package var spared: Set<Int64>
    /// How much stays.
    package var limits: SpaceLimits

    package init(
        unusedSince: Int64? = nil, snapshots: Set<Int64>? = nil, mounts: Set<String>? = nil,
        packages: Bool = false, spared: Set<Int64> = [], limits: SpaceLimits = SpaceLimits()
    ) {
        self.unusedSince = unusedSince
        self.snapshots = snapshots
        self.mounts = mounts
        self.packages = packages
        self.spared = spared
        self.limits = limits
    }

    /// Whether it takes everything, so that what is no snapshot and long unused goes too.
    var isUnconditional: Bool { self == CacheSelection(packages: packages) }

    /// Since when a package file must be unused to go, seconds since 1970; nil where all of them stay: nobody who names
    /// snapshots, or says how much build cache is to stay, means package files.
    ///
    /// - Parameter long: what is unused since then is of no use.
    func packagesUnusedSince(_ long: Int64) -> Int64? {
        guard self == CacheSelection(unusedSince: unusedSince, packages: packages) else { return nil }
        return packages ? unusedSince ?? .max : unusedSince == nil ? long : nil
    }

    func selects(_ snapshot: SnapshotRecord) -> Bool {
        snapshot.used < unusedSince ?? .max && snapshots?.contains(snapshot.id) ?? true
            && !spared.contains(snapshot.id)
    }

    func selects(_ mount: CacheMountRecord) -> Bool {
        mount.used < unusedSince ?? .max && !mount.isUsed && mounts?.contains(where: mount.name.hasPrefix) ?? true
    }
}
