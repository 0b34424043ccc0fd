import Diagnostics
import ImageModel
import Store
import SystemPackage

/// A cache mount that a build used, to be left for other machines.
package struct SharedCacheMount: Sendable {
    let key: Digest
    /// What people know it by.
    package let id: String
    /// Where another machine left it, if this one has none.
    let imported: ImportedMount?

    /// How long another build may keep a cache mount before it is left out.
    private static let patience = Duration.seconds(10)

    /// The layer that its files are. Nobody can use the cache mount while it is read.
    ///
    /// - Returns: nil if there is none.
    /// - Throws: `store` if another build does not let it go; what makes a layer of it throws.
    func layer(
        of store: ImageStore, _ compression: LayerCompression, _ blobs: inout LayerBlobs
    ) async throws(BuildError) -> MountLayer? {
        let mount = CacheDocument.Mount(key: key, id: id)
        guard let use = try await take(of: store) else {
            return imported.map { MountLayer(mount: mount, blob: $0.blob, source: $0.source) }
        }
        let blob = try await blobs.add(FilePath(use.files), of: store, compression: compression)
        withExtendedLifetime(use) {}
        return MountLayer(mount: mount, blob: blob, source: nil)
    }

    private func take(of store: ImageStore) async throws(BuildError) -> CacheMountUse? {
        let end = ContinuousClock.now + Self.patience
        while true {
            switch try store.cacheMounts.take(key, 0, isShared: false) {
            case .taken(let use): return use
            case .missing: return nil
            case .busy: break
            }
            guard ContinuousClock.now < end, (try? await Task.sleep(for: .milliseconds(20))) != nil else {
                throw BuildError(.store, "another build uses it")
            }
        }
    }
}

/// A cache mount as a layer of a manifest.
struct MountLayer: Sendable {
    let mount: CacheDocument.Mount
    let blob: Descriptor
    /// Where the blob is, if it was not made here.
    let source: (any ManifestSource)?
}
