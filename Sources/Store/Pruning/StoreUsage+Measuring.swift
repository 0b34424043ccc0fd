package import Diagnostics
import ImageModel

extension ImageStore {
    /// Measures the store. Snapshots are measured once, so the second time is quick however many there are.
    ///
    /// - Throws: `store`.
    package func usage() throws(BuildError) -> StoreUsage {
        let sizes = try SnapshotSizes(database: database, directory: directory).all()
        let seizure = try claims.beginSeizure()
        // A transaction, so that the records are those of one moment.
        let records = try database.transaction { connection throws(BuildError) in
            try StoreRecords(from: connection, sizes: sizes) { item throws(BuildError) in try seizure.isClaimed(item) }
        }
        let everything = PrunePlan(
            PruneRequest(images: ImageSelection(.all), cache: CacheSelection()), of: records, free: .max)
        var usage = StoreUsage()
        usage.count(records, reclaimable: Set(everything.snapshots.map(\.id)))
        try usage.measureCacheMounts(of: directory)
        usage.packageCache = try PackageFiles(directory: directory.packages).usage()
        usage.failedSteps = try failedSteps.usage()
        try usage.measureBlobs(of: directory, keeping: records.blobs(after: everything), seizure)
        try usage.measureOthers(of: directory, snapshots: Set(records.snapshots.map(\.id)))
        return usage
    }
}

extension StoreRecords {
    /// The blobs that are still needed after a prune.
    fileprivate func blobs(after plan: PrunePlan) -> Set<Digest> {
        let (removedImages, removedSnapshots) = (Set(plan.images.map(\.id)), Set(plan.snapshots.map(\.id)))
        let configs = images.map(\.id).filter { !removedImages.contains($0) }
        return Set(configs + snapshots.filter { !removedSnapshots.contains($0.id) }.compactMap(\.blob))
    }
}

extension StoreUsage {
    fileprivate mutating func count(_ records: StoreRecords, reclaimable: Set<Int64>) {
        let forest = SnapshotForest(records.snapshots)
        let needed = forest.chains(of: records.images.map(\.snapshot))
        let unneeded = PrunePlan(PruneRequest(cache: CacheSelection()), of: records, free: .max)
        let unneededIDs = Set(unneeded.snapshots.map(\.id))
        images.total = records.images.count
        images.active = records.images.count(where: \.isClaimed)
        buildCache.total = records.snapshots.count
        buildCache.active = records.snapshots.count(where: \.isClaimed)
        for snapshot in records.snapshots {
            let category = needed.contains(snapshot.id) ? \StoreUsage.images : \.buildCache
            self[keyPath: category].size += snapshot.size
            if reclaimable.contains(snapshot.id) { self[keyPath: category].reclaimable += snapshot.size }
        }
        cacheRecords = records.snapshots.sorted { ($0.used, $0.id) > ($1.used, $1.id) }.map {
            CacheRecord(
                snapshot: $0, isShared: needed.contains($0.id), isReclaimable: unneededIDs.contains($0.id))
        }
        list(records, forest)
    }

    private mutating func list(_ records: StoreRecords, _ forest: SnapshotForest) {
        let sizes = Dictionary(records.snapshots.map { ($0.id, $0.size) }, uniquingKeysWith: { first, _ in first })
        let chains = records.images.map { forest.chains(of: [$0.snapshot]) }
        var users = [Int64: Int]()
        for chain in chains { for id in chain { users[id, default: 0] += 1 } }
        imageRecords = zip(records.images, chains).map { image, chain in
            let shared = chain.filter { users[$0, default: 0] > 1 }
            let size = { (ids: Set<Int64>) in ids.reduce(0) { $0 + (sizes[$1] ?? 0) } }
            return Image(record: image, size: size(chain), sharedSize: size(shared))
        }
    }

    fileprivate mutating func measureBlobs(
        of directory: StoreDirectory, keeping kept: Set<Digest>, _ seizure: Seizure
    ) throws(BuildError) {
        for name in try DirectoryListing.names(in: directory.blobs) {
            guard let digest = Digest(hex: name) else { continue }
            blobs.total += 1
            if try seizure.isClaimed(.blob(digest)) {
                blobs.active += 1
            } else if !kept.contains(digest) {
                blobs.reclaimable += AllocatedSpace.measureAlone("\(directory.blobs)/\(name)")
            }
        }
        blobs.size = try AllocatedSpace.measure("\(directory.path)/blobs")
    }

    fileprivate mutating func measureCacheMounts(of directory: StoreDirectory) throws(BuildError) {
        mountRecords = try CacheMountRecord.all(in: directory).reversed()
        cacheMounts.total = mountRecords.count
        cacheMounts.active = mountRecords.count(where: \.isUsed)
        cacheMounts.size = try AllocatedSpace.measure(directory.cacheMounts)
        for mount in mountRecords where !mount.isUsed { cacheMounts.reclaimable += mount.size }
    }

    /// Measures what is neither snapshot, cache mount, package file nor blob.
    fileprivate mutating func measureOthers(
        of directory: StoreDirectory, snapshots known: Set<Int64>
    ) throws(BuildError) {
        contextIndexes.total = try DirectoryListing.names(in: directory.contexts).count
        contextIndexes.size = try AllocatedSpace.measure(directory.contexts)
        // Opening the store has cleared what dead processes were making.
        temporary.total = try DirectoryListing.names(in: directory.work).count
        temporary.active = temporary.total
        metadata.size = AllocatedSpace.measureAlone(directory.path) + AllocatedSpace.measureAlone(directory.snapshots)
        for name in try DirectoryListing.names(in: directory.snapshots) where Int64(name).map(known.contains) != true {
            temporary.size += try AllocatedSpace.measure("\(directory.snapshots)/\(name)")
        }
        for name in try DirectoryListing.names(in: directory.path) where !Self.measured.contains(name) {
            let size = try AllocatedSpace.measure("\(directory.path)/\(name)")
            if Self.ownFiles.contains(name) { metadata.size += size } else { temporary.size += size }
        }
    }

    /// What has a category of its own.
    private static let measured: Set = ["blobs", "snapshots", "contexts", "packages", "cachemounts", "failed"]
    /// What the store cannot do without, its reserve, and the lock files that earlier versions left.
    private static let ownFiles: Set = [
        "pith.db", "pith.db-wal", "pith.db-shm", "opening", "claims", "reserve", "leases", "locks", "empty", "run",
    ]
}
