import Diagnostics
import Glibc
import ImageModel

/// What dead processes left. Opening the store has cleared what they were making.
extension ImageStore {
    func leftovers() throws(BuildError) -> StoreReport.Leftovers {
        var leftovers = StoreReport.Leftovers()
        let seizure = try claims.beginSeizure()
        // A transaction, since a snapshot's directory gets its name in the one that makes its record.
        try database.transaction { connection throws(BuildError) in
            let known = Set(try connection.rows("SELECT id FROM snapshots", map: { String($0.integer(0)) }))
            leftovers.snapshots = try DirectoryListing.names(in: directory.snapshots).count { !known.contains($0) }
            let needed = try BlobReferences.all(connection)
            for name in try DirectoryListing.names(in: directory.blobs) {
                guard let digest = Digest(hex: name), !needed.contains(digest) else { continue }
                if try !seizure.isClaimed(.blob(digest)) { leftovers.blobs += 1 }
            }
        }
        leftovers.partialBlobs = try unheld(in: directory.partial)
        return leftovers
    }

    private func unheld(in path: String) throws(BuildError) -> Int {
        var count = 0
        for name in try DirectoryListing.names(in: path)
        where try LockedFile(path: "\(path)/\(name)", wait: false, isMade: false) != nil { count += 1 }
        return count
    }

    /// Removes them.
    func clearLeftovers() throws(BuildError) {
        var collector = GarbageCollector(store: self, request: PruneRequest())
        for tree in try collector.moveOrphans() { try collector.delete(tree) }
        try collector.removePartialBlobs()
    }
}
