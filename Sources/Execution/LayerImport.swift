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
    /// at the same time, and unpacked in their order while they arrive, each verified against its diff ID.
    ///
    /// - Parameters:
    ///   - origins: what is known of how each layer was made; none of a base image's.
    ///   - fetch: brings the blob of a layer into the store that it is given.
    /// - Throws: `corrupt` for a layer that is not what its diff ID says; what `fetch` throws.
    package func snapshot(
        of layers: [LayerInfo], origins: [LayerOrigin]? = nil,
        fetch: @escaping @Sendable (LayerInfo, any BlobStore) async throws -> Void
    ) async throws -> Snapshot? {
        let chain = LayerInfo.chainIDs(layers.map(\.diffID))
        var (parent, known) = try highestKnown(chain)
        let downloads = try downloads(of: Array(layers[known...]), fetch)
        return try await withTaskCancellationHandler {
            do {
                for download in downloads {
                    let origin = origins?[known] ?? LayerOrigin(chainID: chain[known])
                    do {
                        parent = try await unpack(download, origin, on: parent)
                    } catch let error as BuildError where error.code == .corrupt && download.wasHere {
                        // What the store has of it is damaged.
                        guard let blob = download.layer.blob else { throw error }
                        parent = try await unpack(begin(download.layer, blob, fetch: fetch), origin, on: parent)
                    }
                    known += 1
                }
                return parent
            } catch {
                for download in downloads { download.task.cancel() }
                for download in downloads { _ = await download.task.result }
                throw error
            }
        } onCancel: {
            for download in downloads { download.task.cancel() }
        }
    }

    /// The snapshot of as many of the lowest layers as the store has, and how many they are.
    private func highestKnown(_ chain: [Digest]) throws(BuildError) -> (Snapshot?, count: Int) {
        for (index, chainID) in chain.enumerated().reversed() {
            if let known = try store.snapshots.snapshot(chainID: chainID) { return (known, index + 1) }
        }
        return (nil, 0)
    }

    /// A layer on its way into the store.
    private struct LayerDownload: Sendable {
        let layer: LayerInfo
        /// Whether it was in the store already.
        let wasHere: Bool
        let blob: ArrivingBlob
        let task: Task<Void, any Error>
    }

    /// Begins to fetch the layers whose blobs are not here.
    private func downloads(
        of layers: [LayerInfo], _ fetch: @escaping @Sendable (LayerInfo, any BlobStore) async throws -> Void
    ) throws(BuildError) -> [LayerDownload] {
        var begun = [Digest: LayerDownload]()
        var downloads = [LayerDownload]()
        for layer in layers {
            guard let blob = layer.blob else {
                throw BuildError(.corrupt, "layer \(layer.diffID) is not in the store, and nothing says where it is")
            }
            let isHere = try store.blobs.size(of: blob.digest) == blob.size
            let download = begun[blob.digest] ?? begin(layer, blob, fetch: isHere ? nil : fetch)
            begun[blob.digest] = download
            downloads.append(
                LayerDownload(layer: layer, wasHere: isHere, blob: download.blob, task: download.task))
        }
        return downloads
    }

    private func begin(
        _ layer: LayerInfo, _ blob: Descriptor,
        fetch: (@Sendable (LayerInfo, any BlobStore) async throws -> Void)?
    ) -> LayerDownload {
        let arriving = ArrivingBlob(blob, into: store.blobs)
        let task = Task {
            do {
                try await fetch?(layer, arriving)
                try arriving.succeed()
            } catch {
                arriving.fail()
                throw error
            }
        }
        return LayerDownload(layer: layer, wasHere: fetch == nil, blob: arriving, task: task)
    }

    private func unpack(
        _ download: LayerDownload, _ origin: LayerOrigin, on parent: Snapshot?
    ) async throws -> Snapshot {
        do {
            return try await unpackOnce(download, origin, on: parent)
        } catch {
            // Why its bytes are wrong, or end, the download knows; those of its next attempt may be right.
            try await download.task.value
            guard download.blob.isRepeated else { throw error }
            return try await unpackOnce(download, origin, on: parent)
        }
    }

    private func unpackOnce(
        _ download: LayerDownload, _ origin: LayerOrigin, on parent: Snapshot?
    ) async throws -> Snapshot {
        try Task.checkCancellation()
        let tree = try store.snapshots.begin(on: parent)
        do {
            let record = try await blockingThread { () throws(BuildError) in
                try self.apply(download, to: tree, on: parent)
            }
            // The blob must be durable before anything says that it is here.
            try await download.task.value
            return try await blockingThread { () throws(BuildError) in
                try self.store.snapshots.commit(
                    tree, key: origin.key, cacheKeys: [origin.key], layer: record, created: origin.created,
                    description: "layer \(record.diffID)")
            }
        } catch {
            store.snapshots.discard(tree)
            throw error
        }
    }

    private func apply(
        _ download: LayerDownload, to tree: WorkingTree, on parent: Snapshot?
    ) throws(BuildError) -> LayerRecord {
        let layer = download.layer
        let lowers = try store.snapshots.lowerDirectories(of: parent)
        let applied = try LayerApplier(maximumSize: Self.maximumSize).apply(
            download.blob.source(), upper: FilePath(tree.upper), lowers: lowers.map { FilePath($0) })
        guard applied.diffID == layer.diffID else {
            throw BuildError(
                .corrupt, "a layer is not what it should be: expected diff ID \(layer.diffID), found \(applied.diffID)")
        }
        return LayerRecord(
            diffID: layer.diffID, fileBytes: applied.contents.fileBytes, files: Int64(applied.contents.files),
            blob: layer.blob)
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
