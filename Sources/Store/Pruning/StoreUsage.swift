/// What a store takes on disk, in allocated bytes. The sizes of the categories add up to what `du` says of its directory.
package struct StoreUsage: Sendable {
    /// One category.
    package struct Category: Hashable, Sendable, Encodable {
        /// How many things there are.
        package internal(set) var total = 0
        /// How many of them a live process uses.
        package internal(set) var active = 0
        /// Bytes on disk.
        package internal(set) var size: Int64 = 0
        /// How many of the bytes a prune of everything would free.
        package internal(set) var reclaimable: Int64 = 0
    }

    /// An image, with the bytes of the snapshots below it.
    package struct Image: Hashable, Sendable {
        package let record: ImageRecord
        package let size: Int64
        /// How many of the bytes other images need too.
        package let sharedSize: Int64
    }

    /// A snapshot, with what may be done to it.
    package struct CacheRecord: Hashable, Sendable {
        package let snapshot: SnapshotRecord
        /// Whether an image needs it.
        package let isShared: Bool
        /// Whether a prune of the build cache would delete it.
        package let isReclaimable: Bool
    }

    /// Snapshots that images need.
    package internal(set) var images = Category()
    /// All other snapshots. Its total counts those that images need too.
    package internal(set) var buildCache = Category()
    /// Cache mounts of RUN steps.
    package internal(set) var cacheMounts = Category()
    /// Root file systems of steps that failed.
    package internal(set) var failedSteps = Category()
    /// Configs, and layers as they were fetched.
    package internal(set) var blobs = Category()
    /// Package files and indexes that were fetched to compose images from.
    package internal(set) var packageCache = Category()
    /// What is remembered of the files of build contexts.
    package internal(set) var contextIndexes = Category()
    /// What live processes are making, and what dead ones left.
    package internal(set) var temporary = Category()
    /// The database, locks, the reserve, and the store's own directories.
    package internal(set) var metadata = Category()

    /// Newest first.
    package internal(set) var imageRecords: [Image] = []
    /// Last used first.
    package internal(set) var cacheRecords: [CacheRecord] = []
    /// Last used first.
    package internal(set) var mountRecords: [CacheMountRecord] = []

    /// The bytes of all categories.
    package var size: Int64 {
        let categories = [
            images, buildCache, cacheMounts, failedSteps, blobs, packageCache, contextIndexes, temporary, metadata,
        ]
        return categories.reduce(0) { $0 + $1.size }
    }
}
