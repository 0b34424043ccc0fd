package import ImageModel

/// A snapshot as pruning sees it.
package struct SnapshotRecord: Hashable, Sendable {
    package let id: Int64
    package let parent: Int64?
    /// The bytes that its files take on disk.
    package let size: Int64
    /// The blob that its layer came as, and the bytes of that; nil for a layer made here.
    package let blob: Digest?
    package let blobSize: Int64
    /// Seconds since 1970.
    package let created: Int64
    /// When a build last took it, or made it; seconds since 1970.
    package let used: Int64
    /// The step that made it; nil where that is not known.
    package let description: String?
    /// Whether a live process uses it.
    package let isClaimed: Bool

    package init(
        id: Int64, parent: Int64?, size: Int64, blob: Digest? = nil, blobSize: Int64 = 0, created: Int64, used: Int64,
        description: String? = nil, isClaimed: Bool = false
    ) {
        self.id = id
        self.parent = parent
        self.size = size
        self.blob = blob
        self.blobSize = blobSize
        self.created = created
        self.used = used
        self.description = description
        self.isClaimed = isClaimed
    }

    /// What its deletion frees, in bytes.
    var cost: Int64 { size + blobSize }
}

/// An image as pruning sees it.
package struct ImageRecord: Hashable, Sendable {
    package let id: Digest
    /// Its topmost layer.
    package let snapshot: Int64?
    /// When it came into the store, seconds since 1970.
    package let recorded: Int64
    /// Its full names.
    package let names: [String]
    /// Whether builds stand on it as an image composed here.
    package let isComposed: Bool
    /// Its config's labels; empty where nobody asks for them.
    package let labels: [String: String]
    /// Whether a live process uses it.
    package let isClaimed: Bool

    package init(
        id: Digest, snapshot: Int64?, recorded: Int64, names: [String] = [], isComposed: Bool = false,
        labels: [String: String] = [:], isClaimed: Bool = false
    ) {
        self.id = id
        self.snapshot = snapshot
        self.recorded = recorded
        self.names = names
        self.isComposed = isComposed
        self.labels = labels
        self.isClaimed = isClaimed
    }
}

/// All of a store that pruning decides about, at one moment.
package struct StoreRecords: Sendable {
    package let snapshots: [SnapshotRecord]
    package let images: [ImageRecord]
    /// The least recently used first; empty where nobody asks for them.
    package var mounts: [CacheMountRecord]

    package init(snapshots: [SnapshotRecord], images: [ImageRecord], mounts: [CacheMountRecord] = []) {
        self.snapshots = snapshots
        self.images = images
        self.mounts = mounts
    }
}
