import Diagnostics
import ImageModel
import Layers
package import Planning
package import Store

/// Turns a solved plan into an image: its layers' digests, its history, its times.
package struct ImageAssembler: Sendable {
    private let store: ImageStore

    package init(store: ImageStore) {
        self.store = store
    }

    /// The image that `snapshot` and the plan make, not kept under any name yet. The same content always gives the same
    /// image.
    ///
    /// - Parameters:
    ///   - snapshot: the plan's result, nil for an image without files.
    ///   - cache: what the image's config tells other machines of its layers; nil for nothing.
    /// - Throws: `diskFull`, `store`.
    package func assemble(
        _ plan: BuildPlan, _ snapshot: Snapshot?, cache: CacheDocument? = nil
    ) async throws -> StoredImage {
        let chain = Array(try store.snapshots.chain(of: snapshot).reversed())
        let tars = LayerTars(store: store)
        var layers = [LayerRecord]()
        for snapshot in chain {
            try Task.checkCancellation()
            layers.append(try await blockingThread { () throws(BuildError) in try tars.record(of: snapshot) })
        }
        var config = plan.config
        config.diffIDs = layers.map(\.diffID)
        let own = chain.suffix(plan.history.count { $0.step != nil })
        let created = try own.map(\.created).max() ?? creationTime(plan, config)
        config.created = Timestamps.rfc3339(created)
        config.history += history(plan, own.map(\.created), created)
        if let cache {
            config.otherFields[CacheDocument.configField] = try CanonicalJSON.decode(
                JSONValue.self, from: try CanonicalJSON.encode(cache), what: "a build cache")
        }
        return try StoredImage(config: config, snapshot: snapshot, layers: layers)
    }

    /// For an image whose instructions made no layer: when an image with the same content was first made.
    private func creationTime(_ plan: BuildPlan, _ config: ImageConfig) throws(BuildError) -> Int64 {
        var content = config
        content.history += history(plan, [], 0)
        return try store.images.creationTime(ofContent: Digest(of: try CanonicalJSON.encode(content)))
    }

    /// Entries of the plan, each with the time of its layer; those without a layer have the time of the one before.
    private func history(_ plan: BuildPlan, _ times: [Int64], _ created: Int64) -> [HistoryEntry] {
        var times = times[...]
        var time = times.first ?? created
        return plan.history.map { entry in
            if entry.step != nil { time = times.popFirst() ?? time }
            return HistoryEntry(
                created: Timestamps.rfc3339(time), createdBy: entry.createdBy, comment: "buildkit.dockerfile.v0",
                emptyLayer: entry.step == nil ? true : nil)
        }
    }
}
