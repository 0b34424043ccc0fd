package import Diagnostics
import Glibc
package import ImageModel

/// Everything Pith keeps on disk, opened by one process. Several processes share one store.
package final class ImageStore: Sendable {
    package let directory: StoreDirectory
    package let blobs: DirectoryBlobStore
    package let snapshots: SnapshotStore
    package let cache: CacheIndex
    package let images: ImageTable
    package let manifests: ManifestTable
    package let compressions: CompressionTable
    package let builds: BuildTable
    package let compositions: CompositionTable
    package let cacheMounts: CacheMountStore
    package let failedSteps: FailedStepStore
    let madeBlobs = MadeBlobs()
    let database: Database
    let claims: Claims
    private let lease: Lease

    /// Opens a store, which is made if it is missing, and clears what dead processes left in it.
    ///
    /// - Parameter idMap: how user IDs are mapped where the store is written: the text of `/proc/self/uid_map`; nil for a
    ///   process that only reads names and blobs, outside any user namespace.
    /// - Throws: `store` if it belongs to somebody else, has another ID map or version, or can't be used; `diskFull`.
    package init(at directory: StoreDirectory, idMap: String?) throws(BuildError) {
        try directory.create()
        SpaceReserve.keep(in: directory)
        // SQLite does not wait where two processes make a database at the same time.
        let opening = try LockedFile(path: "\(directory.path)/opening", wait: true)
        let database = try Database(path: directory.database)
        try Schema.prepare(database, in: directory)
        withExtendedLifetime(opening) {}
        try StoreOwner.check(idMap: idMap, database: database)
        // Outside the user namespace the files of an ordinary user's dead builds can't be removed.
        if idMap != nil { try Lease.removeDead(in: directory) }
        self.directory = directory
        self.database = database
        lease = try Lease(in: directory)
        claims = try Claims(in: directory)
        blobs = DirectoryBlobStore(
            directory: directory.blobs, temporaryDirectory: lease.workDirectory, partialDirectory: directory.partial,
            claims: claims)
        snapshots = SnapshotStore(directory: directory, database: database, lease: lease, claims: claims)
        cache = CacheIndex(
            database: database, snapshots: snapshots, claims: claims, uses: CacheUses(database: database))
        images = ImageTable(database: database, blobs: blobs, snapshots: snapshots, claims: claims)
        manifests = ManifestTable(database: database, blobs: blobs)
        compressions = CompressionTable(database: database)
        builds = BuildTable(database: database)
        compositions = CompositionTable(database: database)
        cacheMounts = CacheMountStore(directory: directory, workDirectory: lease.workDirectory)
        failedSteps = FailedStepStore(directory: directory, workDirectory: lease.workDirectory)
        if idMap != nil { try snapshots.recover() }
    }

    /// A directory of this process's own, on the store's file system; removed when the store is closed, or after its death.
    package var workDirectory: String { lease.workDirectory }

    /// The image that a name means: one without a digest, or one that a repository has under its digest. Of several
    /// platforms, the one that this machine runs.
    package func id(named name: ImageReference) throws(BuildError) -> Digest? {
        guard let digest = name.digest else { return try images.id(named: name) }
        return ImageTable.primary(of: try platforms(try manifests.images(digest, in: name)))
    }

    /// The images that a name means, one for each platform, in the order in which they were asked for; none for a name
    /// that is not there.
    package func ids(named name: ImageReference) throws(BuildError) -> [Digest] {
        guard let digest = name.digest else { return try images.platforms(of: name) }
        return try manifests.images(digest, in: name)
    }

    private func platforms(_ ids: [Digest]) throws(BuildError) -> [ImageTable.PlatformImage] {
        guard ids.count > 1 else { return ids.map { ($0, .host) } }
        var found = [ImageTable.PlatformImage]()
        for id in ids { found.append((id, try images.config(id).platform)) }
        return found
    }

    /// Ends this process's work in the store.
    package func close() {
        cache.uses.record()
        lease.end()
    }
}
