/// What a check of the store has found.
package struct StoreReport: Sendable {
    /// How much was looked at.
    package struct Counts: Hashable, Sendable {
        package var blobs = 0
        /// The bytes of the blobs.
        package var blobBytes: Int64 = 0
        package var snapshots = 0
        /// The snapshots whose files were compared with their layers.
        package var layers = 0
        /// Those that could not be, since the disk is full.
        package var skippedLayers = 0
        package var images = 0
        package var cacheMounts = 0
    }

    /// What dead processes left, which harms nobody and goes with the next prune.
    package struct Leftovers: Hashable, Sendable {
        /// Directories of snapshots that have no record.
        package var snapshots = 0
        /// Blobs that nothing refers to.
        package var blobs = 0
        /// Beginnings of blobs that nobody is bringing.
        package var partialBlobs = 0

        package var isEmpty: Bool { self == Leftovers() }
    }

    package internal(set) var counts = Counts()
    package internal(set) var damages: [Damage] = []
    package internal(set) var leftovers = Leftovers()
    /// Where a damaged database was saved.
    package internal(set) var savedDatabase: String?
    /// Whether all was looked at: a damaged database says nothing of the rest.
    package internal(set) var isComplete = false

    package init() {}

    /// Whether the store is whole, perhaps because it was repaired.
    package var isClean: Bool { isComplete && !damages.contains(where: \.remains) }
}
