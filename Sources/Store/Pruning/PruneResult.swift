package import ImageModel

/// What a prune has deleted.
package struct PruneResult: Sendable {
    /// Images, with the names that they had.
    package var images: [ImageRecord] = []
    /// Snapshots of the build cache, in the order in which they went.
    package var snapshots: [SnapshotRecord] = []
    /// Cache mounts.
    package var mounts: [CacheMountRecord] = []
    /// Blobs that nothing refers to any more: configs of the images, layers as they were fetched.
    package var blobs: [Digest] = []
    /// The bytes that were freed on disk.
    package var freed: Int64 = 0

    package init() {}
}

/// How far a prune has come. After each of these the store is whole, and a later prune finishes what is left.
package enum PruneStage: CaseIterable, Sendable {
    /// The records are deleted, the trees are still where they were.
    case recordsDeleted
    /// The trees are in the process's own directory, and go with it if it dies.
    case treesMoved
    /// The trees are deleted.
    case treesDeleted
}
