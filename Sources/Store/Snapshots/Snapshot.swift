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

/// A layer that is being made: an overlay upper directory and overlayfs' own work directory.
package struct WorkingTree: Hashable, Sendable {
    package let parent: Snapshot?
    /// The upper directory; the layer's files.
    package let upper: String
    /// Overlayfs' work directory, new for each mount.
    package let work: String
    /// Holds both, and nothing else.
    let directory: String
}
