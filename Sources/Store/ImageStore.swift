package import Diagnostics
import Glibc
import ImageModel

/// Everything Pith keeps on disk, opened by one process. Several processes share one store.
package final class ImageStore: Sendable {
    package let directory: StoreDirectory
    package let blobs: DirectoryBlobStore
    package let snapshots: SnapshotStore
    package let cache: CacheIndex
    package let images: ImageTable
    package let compositions: CompositionTable
    private let lease: Lease

    /// Opens a store, which is made if it is missing, and clears what dead processes left in it.
    ///
    /// - Parameter idMap: how user IDs are mapped where the store is written: the text of `/proc/self/uid_map`; nil for a
    ///   process that only reads names and blobs, outside any user namespace.
    /// - Throws: `store` if it belongs to somebody else, has another ID map or version, or can't be used; `diskFull`.
    package init(at directory: StoreDirectory, idMap: String?) throws(BuildError) {
        try directory.create()
        // SQLite does not wait where two processes make a database at the same time.
        let opening = try LockedFile(path: "\(directory.path)/opening", wait: true)
        let database = try Database(path: directory.database)
        try Schema.prepare(database)
        withExtendedLifetime(opening) {}
        try StoreOwner.check(idMap: idMap, database: database)
        // Outside the user namespace the files of an ordinary user's dead builds can't be removed.
        if idMap != nil { try Lease.removeDead(in: directory) }
        self.directory = directory
        lease = try Lease(in: directory)
        blobs = DirectoryBlobStore(directory: directory.blobs, temporaryDirectory: lease.workDirectory)
        snapshots = SnapshotStore(directory: directory, database: database, lease: lease)
        cache = CacheIndex(database: database, directory: directory)
        images = ImageTable(database: database, blobs: blobs, snapshots: snapshots)
        compositions = CompositionTable(database: database)
        if idMap != nil { try snapshots.recover() }
    }

    /// A directory of this process's own, on the store's file system; removed when the store is closed, or after its death.
    package var workDirectory: String { lease.workDirectory }

    /// Ends this process's work in the store.
    package func close() {
        lease.end()
    }
}
