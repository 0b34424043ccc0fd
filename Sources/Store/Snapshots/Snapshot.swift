package import ImageModel

/// One committed layer of files on top of another. Never changed once it is committed.
package struct Snapshot: Hashable, Sendable {
    /// Its number in the store, and its directory's name.
    package let id: Int64
    /// The snapshot below; nil for one that stands on nothing.
    package let parent: Int64?
    /// What it is made of: equal keys mean equal files, on any machine.
    package let key: Digest
    /// When it was committed, seconds since 1970.
    package let created: Int64
    /// The digest of its layer tar, once that is known.
    package let diffID: Digest?
}

/// A layer that is being made: an overlay upper directory, and overlayfs' own work directory while it is mounted.
package struct WorkingTree: Hashable, Sendable {
    package let parent: Snapshot?
    /// Holds both, and nothing else.
    let directory: String

    /// The upper directory; the layer's files.
    package var upper: String { "\(directory)/upper" }
    /// Overlayfs' work directory, new for each mount.
    package var work: String { "\(directory)/work" }
}
