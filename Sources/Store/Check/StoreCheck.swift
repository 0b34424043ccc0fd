package import Diagnostics

/// Checks all of a store, and repairs it if asked to: what is damaged is dropped, with all that stands on it, so that it is
/// built or pulled anew.
///
/// Builds, pulls and prunes may run meanwhile. What is looked at is claimed for that moment, and what a live process uses is
/// never dropped.
package struct StoreCheck: Sendable {
    let directory: StoreDirectory
    let repairs: Bool
    let progress: any ProgressSink
    let checkLock: @Sendable ([UInt8]) throws -> Void

    /// - Parameters:
    ///   - repairs: whether what is damaged is dropped.
    ///   - progress: takes a step for each kind of thing that is looked at.
    ///   - checkLock: throws for the lock of a composed image that can't be read.
    package init(
        of directory: StoreDirectory, repairs: Bool, progress: any ProgressSink,
        checkLock: @escaping @Sendable ([UInt8]) throws -> Void
    ) {
        self.directory = directory
        self.repairs = repairs
        self.progress = progress
        self.checkLock = checkLock
    }

    /// Looks at everything.
    ///
    /// - Parameter idMap: how user IDs are mapped where the store is written: the text of `/proc/self/uid_map`.
    /// - Throws: `store` if the store is somebody else's or of a later version, or can't be read; `diskFull`;
    ///   `interrupted`.
    package func run(idMap: String) throws(BuildError) -> StoreReport {
        var report = StoreReport()
        try show(1, "checking the database") { () throws(BuildError) in
            let (damage, saved) = try DatabaseCheck(directory: directory, repairs: repairs).run()
            report.damages += [damage].compactMap(\.self)
            report.savedDatabase = saved
        }
        guard !report.damages.contains(where: \.remains) else { return report }
        let store = try ImageStore(at: directory, idMap: idMap)
        defer { store.close() }
        try show(2, "checking blobs") { () throws(BuildError) in
            var check = BlobCheck(store: store)
            try check.run { progress.emit(.transfer(ProgressStep(2), current: $0, total: $1)) }
            (report.counts.blobs, report.counts.blobBytes) = (check.count, check.byteCount)
            report.damages += try repair(check.damages, in: store)
        }
        try show(3, "checking layers") { () throws(BuildError) in
            var check = SnapshotCheck(store: store)
            try check.run { progress.emit(.status(ProgressStep(3), $0)) }
            (report.counts.snapshots, report.counts.layers) = (check.count, check.layerCount)
            report.counts.skippedLayers = check.skippedLayers
            report.damages += try repair(check.damages, in: store)
        }
        try show(4, "checking images") { () throws(BuildError) in
            var check = ImageCheck(store: store, checkLock: checkLock)
            try check.run()
            report.counts.images = check.count
            report.damages += try repair(check.damages, in: store)
        }
        try show(5, "checking other files") { () throws(BuildError) in
            let check = try CacheMountCheck(store: store)
            report.counts.cacheMounts = check.count
            report.damages += try repair(check.damages, in: store)
            if repairs { try store.clearLeftovers() }
            report.leftovers = try store.leftovers()
        }
        report.isComplete = true
        return report
    }

    private func show(_ number: Int, _ name: String, _ body: () throws(BuildError) -> Void) throws(BuildError) {
        let step = ProgressStep(number)
        progress.emit(.started(step, name: name))
        do throws(BuildError) {
            try body()
            progress.emit(.finished(step, .done))
        } catch {
            progress.emit(.finished(step, .failed(error.message)))
            throw error
        }
    }

    /// Says who needs what is damaged, and drops it if asked to.
    private func repair(_ damages: [Damage], in store: ImageStore) throws(BuildError) -> [Damage] {
        var result = [Damage]()
        for var damage in damages {
            let repair = try StoreRepair(of: damage.subject, in: store)
            (damage.images, damage.steps) = (repair.images, repair.steps)
            if repairs { damage.outcome = try repair.run() }
            result.append(damage)
        }
        return result
    }
}
