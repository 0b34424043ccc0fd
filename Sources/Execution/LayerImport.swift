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

    /// The snapshot that holds all of an image's layers; those that the store has are taken, the others fetched and
    /// unpacked, each verified against its diff ID.
    ///
    /// - Parameter fetch: brings the blob of a layer into the store.
    /// - Throws: `corrupt` for a layer that is not what its diff ID says.
    package func snapshot(
        of layers: [LayerInfo], fetch: @Sendable (LayerInfo) async throws -> Void
    ) async throws -> Snapshot? {
        let chain = LayerInfo.chainIDs(layers.map(\.diffID))
        var parent: Snapshot?
        for (layer, chainID) in zip(layers, chain) {
            if let known = try store.snapshots.snapshot(chainID: chainID) {
                parent = known
                continue
            }
            try Task.checkCancellation()
            guard let blob = layer.blob else {
                throw BuildError(.corrupt, "layer \(layer.diffID) is not in the store, and nothing says where it is")
            }
            if try store.blobs.size(of: blob.digest) == nil { try await fetch(layer) }
            let below = parent
            parent = try await blockingThread { () throws(BuildError) in
                try self.unpack(layer, blob, chainID, on: below)
            }
        }
        return parent
    }

    private func unpack(
        _ layer: LayerInfo, _ blob: Descriptor, _ chainID: Digest, on parent: Snapshot?
    ) throws(BuildError) -> Snapshot {
        let tree = try store.snapshots.begin(on: parent)
        do throws(BuildError) {
            let record = try apply(layer, blob, to: tree, on: parent)
            let key = StepKey.ofLayers(chainID)
            return try store.snapshots.commit(tree, key: key, cacheKeys: [key], layer: record)
        } catch {
            store.snapshots.discard(tree)
            throw error
        }
    }

    private func apply(
        _ layer: LayerInfo, _ blob: Descriptor, to tree: WorkingTree, on parent: Snapshot?
    ) throws(BuildError) -> LayerRecord {
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
