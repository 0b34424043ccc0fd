import Diagnostics
import Glibc
package import ImageModel
import Layers
package import Store
import SystemPackage

/// Unpacks layers that come as blobs into snapshots.
package struct LayerImport: Sendable {
    private let store: ImageStore

    /// The most bytes that an uncompressed layer may have: far more than any real one, far less than a bomb.
    private static let maximumSize: Int64 = 256 << 30

    package init(store: ImageStore) {
        self.store = store
    }

    /// The snapshot that holds all of an image's layers; those that the store has are taken, the others fetched, several
    /// at the same time, and unpacked in their order, each verified against its diff ID.
    ///
    /// - Parameters:
    ///   - origins: what is known of how each layer was made; none of a base image's.
    ///   - fetch: brings the blob of a layer into the store.
    /// - Throws: `corrupt` for a layer that is not what its diff ID says; what `fetch` throws.
    package func snapshot(
        of layers: [LayerInfo], origins: [LayerOrigin]? = nil,
        fetch: @escaping @Sendable (LayerInfo) async throws -> Void
    ) async throws -> Snapshot? {
        let chain = LayerInfo.chainIDs(layers.map(\.diffID))
        var (parent, known) = try highestKnown(chain)
        let missing = Array(layers[known...])
        let downloads = try downloads(of: missing, fetch)
        return try await withTaskCancellationHandler {
            do {
                for (layer, download) in zip(missing, downloads) {
                    try await download.value
                    try Task.checkCancellation()
                    let (below, origin) = (parent, origins?[known] ?? LayerOrigin(chainID: chain[known]))
                    parent = try await blockingThread { () throws(BuildError) in
                        try self.unpack(layer, origin, on: below)
                    }
                    known += 1
                }
                return parent
            } catch {
                for download in downloads { download.cancel() }
                for download in downloads { _ = await download.result }
                throw error
            }
        } onCancel: {
            for download in downloads { download.cancel() }
        }
    }

    /// The snapshot of as many of the lowest layers as the store has, and how many they are.
    private func highestKnown(_ chain: [Digest]) throws(BuildError) -> (Snapshot?, count: Int) {
        for (index, chainID) in chain.enumerated().reversed() {
            if let known = try store.snapshots.snapshot(chainID: chainID) { return (known, index + 1) }
        }
        return (nil, 0)
    }

    /// Begins to fetch the layers whose blobs are not here.
    private func downloads(
        of layers: [LayerInfo], _ fetch: @escaping @Sendable (LayerInfo) async throws -> Void
    ) throws(BuildError) -> [Task<Void, any Error>] {
        var tasks = [Digest: Task<Void, any Error>]()
        var downloads = [Task<Void, any Error>]()
        for layer in layers {
            guard let blob = layer.blob else {
                throw BuildError(.corrupt, "layer \(layer.diffID) is not in the store, and nothing says where it is")
            }
            let isHere = try store.blobs.size(of: blob.digest) != nil
            let task = tasks[blob.digest] ?? Task { if !isHere { try await fetch(layer) } }
            tasks[blob.digest] = task
            downloads.append(task)
        }
        return downloads
    }

    private func unpack(
        _ layer: LayerInfo, _ origin: LayerOrigin, on parent: Snapshot?
    ) throws(BuildError) -> Snapshot {
        let tree = try store.snapshots.begin(on: parent)
        do throws(BuildError) {
            let record = try apply(layer, to: tree, on: parent)
            return try store.snapshots.commit(
                tree, key: origin.key, cacheKeys: [origin.key], layer: record, created: origin.created,
                description: "layer \(layer.diffID)")
        } catch {
            store.snapshots.discard(tree)
            throw error
        }
    }

    private func apply(
        _ layer: LayerInfo, to tree: WorkingTree, on parent: Snapshot?
    ) throws(BuildError) -> LayerRecord {
        guard let blob = layer.blob else { throw BuildError(.internalError, "a layer to be unpacked has no blob") }
        let descriptor = try store.blobs.open(blob.digest)
        defer { try? descriptor.close() }
        let lowers = try store.snapshots.lowerDirectories(of: parent)
        let applied = try LayerApplier(maximumSize: Self.maximumSize).apply(
            FileSource(descriptor), upper: FilePath(tree.upper), lowers: lowers.map { FilePath($0) })
        guard applied.diffID == layer.diffID else {
            throw BuildError(
                .corrupt, "a layer is not what it should be: expected diff ID \(layer.diffID), found \(applied.diffID)")
        }
        return LayerRecord(
            diffID: layer.diffID, fileBytes: applied.contents.fileBytes, files: Int64(applied.contents.files),
            blob: blob)
    }
}

/// How a layer that comes as a blob was made.
package struct LayerOrigin: Hashable, Sendable {
    /// What it is made of.
    let key: Digest
    /// When it was made, seconds since 1970; nil counts it as made now.
    let created: Int64?

    /// A layer of which nothing is known but what is in it.
    init(chainID: Digest) {
        key = StepKey.ofLayers(chainID)
        created = nil
    }

    init(_ record: CacheDocument.Record) {
        key = record.key
        created = record.created
    }
}
