import Diagnostics
import ImageModel
import Layers
package import Planning
package import Store
import SystemPackage

/// The times of the files in a build's own layers, beside the epoch of the image.
package enum ImageFileTimes: Hashable, Sendable {
    /// Those that the steps left.
    case own
    /// No file is newer than the epoch.
    case noNewer
    /// All files have the epoch's time.
    case exact
}

/// How the result of a plan becomes an image.
package struct ImageForm: Hashable, Sendable {
    /// When the config says that the image and all in it was made, in seconds since 1970; nil for when it was.
    package var epoch: Int64?
    /// What times the files of the build's own layers have.
    package var fileTimes = ImageFileTimes.own
    /// Whether the build's own layers become one.
    package var isSquashed = false

    package init(epoch: Int64? = nil, fileTimes: ImageFileTimes = .own, isSquashed: Bool = false) {
        self.epoch = epoch
        self.fileTimes = fileTimes
        self.isSquashed = isSquashed
    }
}

/// Turns a solved plan into an image: its layers' digests, its history, its times.
package struct ImageAssembler: Sendable {
    private let store: ImageStore
    private let workspace: Workspace

    package init(store: ImageStore, workspace: Workspace) {
        self.store = store
        self.workspace = workspace
    }

    /// The image that `snapshot` and the plan make, not kept under any name yet. The same content always gives the same
    /// image.
    ///
    /// - Parameters:
    ///   - snapshot: the plan's result, nil for an image without files.
    ///   - cache: what the image's config tells other machines of its layers; nil for nothing.
    ///   - compression: what the blobs of the layers are needed in soon; nil if they aren't.
    /// - Throws: `diskFull`, `store`.
    package func assemble(
        _ plan: BuildPlan, _ snapshot: Snapshot?, as form: ImageForm = ImageForm(), cache: CacheDocument? = nil,
        compressing compression: LayerCompression? = nil
    ) async throws -> StoredImage {
        let chain = Array(try store.snapshots.chain(of: snapshot).reversed())
        let own = plan.history.count { $0.step != nil }
        let base = Array(chain.dropLast(own))
        let times = chain.suffix(own).map { form.epoch ?? $0.created }
        let shaped = base + (try await shape(Array(chain.suffix(own)), on: base.last, plan, form))
        let tars = LayerTars(store: store)
        var layers = [LayerRecord]()
        for snapshot in shaped {
            try Task.checkCancellation()
            layers.append(
                try await blockingThread { () throws(BuildError) in
                    try tars.record(of: snapshot, compressing: compression)
                })
        }
        var config = plan.config
        config.diffIDs = layers.map(\.diffID)
        let created = try times.max() ?? form.epoch ?? creationTime(plan, config)
        config.created = Timestamps.rfc3339(created)
        config.history += history(plan, times, created, form)
        if form.isSquashed, let top = snapshot, own > 0 { config.history.append(merge(top, base.last, created)) }
        if let cache {
            config.otherFields[CacheDocument.configField] = try CanonicalJSON.decode(
                JSONValue.self, from: try CanonicalJSON.encode(cache), what: "a build cache")
        }
        return try StoredImage(config: config, snapshot: shaped.last, layers: layers)
    }

    /// The build's own layers in the form that is asked for.
    private func shape(
        _ own: [Snapshot], on base: Snapshot?, _ plan: BuildPlan, _ form: ImageForm
    ) async throws -> [Snapshot] {
        let rewriter = LayerRewriter(store: store)
        var layers = own
        if form.isSquashed, let top = own.last {
            layers = [
                try await workspace.withReadOnlyRoot(of: top) { root in
                    try await blockingThread { () throws(BuildError) in
                        try rewriter.squashed(root, of: top, on: base)
                    }
                }
            ]
        }
        guard let epoch = form.epoch, form.fileTimes != .own else { return layers }
        let directories = form.fileTimes == .noNewer ? try DatedDirectories.ofLayers(own, on: base, plan, store) : []
        var dated = [Snapshot]()
        for (index, layer) in layers.enumerated() {
            try Task.checkCancellation()
            let known = form.isSquashed ? directories.last : directories.dropFirst(index).first
            let times: FileTimes =
                form.fileTimes == .exact ? .exactly(epoch) : .upTo(epoch, directories: known?.times ?? [:])
            let below = dated.last ?? base
            dated.append(
                try await blockingThread { () throws(BuildError) in
                    try rewriter.dated(layer, times, on: below)
                })
        }
        return dated
    }

    /// For an image whose instructions made no layer: when an image with the same content was first made.
    private func creationTime(_ plan: BuildPlan, _ config: ImageConfig) throws(BuildError) -> Int64 {
        var content = config
        content.history += history(plan, [], 0, ImageForm())
        return try store.images.creationTime(ofContent: Digest(of: try CanonicalJSON.encode(content)))
    }

    /// Entries of the plan, each with the time of its layer; those without a layer have the time of the one before. Of
    /// squashed layers none has one.
    private func history(
        _ plan: BuildPlan, _ times: [Int64], _ created: Int64, _ form: ImageForm
    ) -> [HistoryEntry] {
        var times = times[...]
        var time = times.first ?? created
        return plan.history.map { entry in
            if entry.step != nil { time = times.popFirst() ?? time }
            return HistoryEntry(
                created: Timestamps.rfc3339(time), createdBy: entry.createdBy, comment: "buildkit.dockerfile.v0",
                emptyLayer: entry.step == nil || form.isSquashed ? true : nil)
        }
    }

    /// The entry of a squashed layer, as docker's own `--squash` words it.
    private func merge(_ top: Snapshot, _ base: Snapshot?, _ created: Int64) -> HistoryEntry {
        let what = base.map { "merge \(top.key) to \($0.key)" } ?? "create new from \(top.key)"
        return HistoryEntry(created: Timestamps.rfc3339(created), comment: what)
    }
}
