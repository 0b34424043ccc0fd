import Diagnostics
import Glibc
import ImageModel

/// What is left in files once no record names it.
extension GarbageCollector {
    /// A tree that was moved away to be deleted.
    struct MovedTree {
        let snapshot: Int64
        let path: String
    }

    /// Moves the trees of snapshots without a record away and deletes the blobs that nothing refers to. Inside a
    /// transaction, so that nobody is about to make their record: a snapshot's tree gets its name in the transaction that
    /// makes its record, and a blob is claimed before it gets its name.
    mutating func moveOrphans() throws(BuildError) -> [MovedTree] {
        let seizure = try store.claims.beginSeizure()
        let store = store
        let (trees, blobs) = try store.database.transaction { connection throws(BuildError) in
            let trees = try Self.moveTrees(of: store, connection)
            return (trees, try Self.deleteBlobs(of: store, seizure, connection))
        }
        withExtendedLifetime(seizure) {}
        result.blobs += blobs.map(\.digest)
        result.freed += blobs.reduce(0) { $0 + $1.size }
        return trees
    }

    private static func moveTrees(
        of store: ImageStore, _ connection: borrowing Connection
    ) throws(BuildError) -> [MovedTree] {
        let known = Set(try connection.rows("SELECT id FROM snapshots", map: { $0.integer(0) }))
        var moved = [MovedTree]()
        for name in try DirectoryListing.names(in: store.directory.snapshots) {
            guard let id = Int64(name), name == String(id), !known.contains(id) else { continue }
            let path = "\(store.workDirectory)/pruned-\(id)"
            guard rename(store.directory.snapshot(id), path) == 0 else {
                throw BuildError.system(errno, "snapshot \(id) can't be deleted")
            }
            moved.append(MovedTree(snapshot: id, path: path))
        }
        return moved
    }

    private static func deleteBlobs(
        of store: ImageStore, _ seizure: Seizure, _ connection: borrowing Connection
    ) throws(BuildError) -> [(digest: Digest, size: Int64)] {
        let known = try BlobReferences.all(connection)
        let claimed = try seizure.takeAll()
        var deleted = [(digest: Digest, size: Int64)]()
        for name in try DirectoryListing.names(in: store.directory.blobs) {
            guard let digest = Digest(hex: name), !known.contains(digest), !claimed.contains(.blob(digest)) else {
                continue
            }
            let size = AllocatedSpace.measureAlone("\(store.directory.blobs)/\(name)")
            try store.blobs.remove(digest)
            deleted.append((digest, size))
        }
        return deleted
    }

    mutating func delete(_ tree: MovedTree) throws(BuildError) {
        let size = if let known = sizes[tree.snapshot] { known } else { try AllocatedSpace.measure(tree.path) }
        RemoveTree.removeIgnoringErrors(tree.path)
        result.freed += size
    }

    /// Deletes cache mounts, but those that a step has begun to use.
    mutating func delete(_ mounts: [CacheMountRecord]) throws(BuildError) {
        for mount in mounts where try store.cacheMounts.remove("\(store.directory.cacheMounts)/\(mount.name)") {
            result.mounts.append(mount)
            result.freed += mount.size
        }
    }

    /// Removes what there is of blobs that nobody is bringing at this moment.
    mutating func removePartialBlobs() throws(BuildError) {
        for name in try DirectoryListing.names(in: store.directory.partial) {
            let path = "\(store.directory.partial)/\(name)"
            let size = AllocatedSpace.measureAlone(path)
            guard let file = try LockedFile(path: path, wait: false) else { continue }
            file.unlinkAndUnlock()
            result.freed += size
        }
    }

    /// Removes the indexes of build contexts that no build has read or written for long; then the files are read once more.
    mutating func removeUnusedContexts() throws(BuildError) {
        let oldest = time(nil) - Int(Self.longUnused)
        for name in try DirectoryListing.names(in: store.directory.contexts) {
            let path = "\(store.directory.contexts)/\(name)"
            var status = stat()
            guard lstat(path, &status) == 0, max(status.st_atim.tv_sec, status.st_mtim.tv_sec) < oldest,
                unlink(path) == 0
            else { continue }
            result.freed += Int64(status.st_blocks) * 512
        }
    }

    /// Removes the root file systems of failed steps that nobody looks into.
    mutating func removeFailedSteps() throws(BuildError) {
        for path in try store.failedSteps.moveAway() {
            let size = try AllocatedSpace.measure(path)
            RemoveTree.removeIgnoringErrors(path)
            result.freed += size
        }
    }

    /// Removes what was fetched from addresses that no build has named for long; then it is fetched once more.
    mutating func removeUnusedRemotes() throws(BuildError) {
        let oldest = time(nil) - Int(Self.longUnused)
        for name in try DirectoryListing.names(in: store.directory.remotes) {
            let path = "\(store.directory.remotes)/\(name)"
            var status = stat()
            guard lstat(path, &status) == 0, status.st_mtim.tv_sec < oldest else { continue }
            let size = try AllocatedSpace.measure(path)
            RemoveTree.removeIgnoringErrors(path)
            result.freed += size
        }
    }

    /// Removes package files and indexes: those that the request takes, and those that nobody has used for long; then they
    /// are fetched once more.
    mutating func removePackages(_ cache: CacheSelection) throws(BuildError) {
        guard let time = cache.packagesUnusedSince(Int64(time(nil)) - Self.longUnused) else { return }
        result.freed += try PackageFiles(directory: store.directory.packages).remove(unusedSince: time)
    }
}
