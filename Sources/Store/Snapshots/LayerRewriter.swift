package import Diagnostics
import ImageModel
package import Layers
package import SystemPackage

/// Makes layers of others: the same files with older times, or several layers as one. What is made is kept as build
/// cache under a key of its own, so that it is made once.
package struct LayerRewriter: Sendable {
    private let store: ImageStore

    /// As much as an image's layer may have.
    private static let maximumSize: Int64 = 256 << 30

    package init(store: ImageStore) {
        self.store = store
    }

    /// A layer whose files have other times.
    ///
    /// - Parameters:
    ///   - snapshot: the layer.
    ///   - times: those that they get.
    ///   - parent: what it is to stand on: what it stands on now, perhaps rewritten too.
    /// - Throws: `corrupt` for a layer that has changed in the store; `diskFull`; `store`.
    package func dated(
        _ snapshot: Snapshot, _ times: FileTimes, on parent: Snapshot?
    ) throws(BuildError) -> Snapshot {
        let key = Self.key(times.description, of: snapshot, on: parent)
        return try layer(key, on: parent, created: snapshot.created, times) { sink throws(BuildError) in
            let tars = LayerTars(store: store)
            try tars.write(try tars.record(of: snapshot), of: snapshot, to: sink)
        }
    }

    /// One layer for all that lies between two snapshots.
    ///
    /// - Parameters:
    ///   - root: where the upper one's root file system is mounted.
    ///   - top: the upper one.
    ///   - base: the lower one.
    /// - Throws: `diskFull`; `store`.
    package func squashed(_ root: FilePath, of top: Snapshot, on base: Snapshot?) throws(BuildError) -> Snapshot {
        let key = Self.key("squashed", of: top, on: base)
        return try layer(key, on: base, created: top.created, nil) { sink throws(BuildError) in
            let lowers = try store.snapshots.lowerDirectories(of: base).map { FilePath($0) }
            _ = try LayerWriter().write(difference: root, from: lowers, to: sink)
            try sink.finish()
        }
    }

    /// A step that ran again has the same key, and perhaps other files: only numbers tell snapshots apart, and this key
    /// never leaves the store.
    private static func key(_ what: String, of snapshot: Snapshot, on parent: Snapshot?) -> Digest {
        Digest(of: "\(what) of \(snapshot.id) on \(parent?.id ?? 0)".utf8)
    }

    private func layer(
        _ key: Digest, on parent: Snapshot?, created: Int64, _ times: FileTimes?,
        _ write: (any ByteSink) throws(BuildError) -> Void
    ) throws(BuildError) -> Snapshot {
        if let known = try store.cache.snapshot(for: key), known.parent == parent?.id { return known }
        let file = try TemporaryFile.makeUnnamed(in: FilePath(store.workDirectory))
        let output = HashingSink(FileSink(file.descriptor))
        try write(output)
        let section = FileSection(file: file, offset: 0, size: output.count)
        let tree = try store.snapshots.begin(on: parent)
        do throws(BuildError) {
            let lowers = try store.snapshots.lowerDirectories(of: parent).map { FilePath($0) }
            _ = try LayerApplier(maximumSize: Self.maximumSize, times: times)
                .apply(FileSectionSource(section), upper: FilePath(tree.upper), lowers: lowers)
            return try store.snapshots.commit(
                tree, key: key, cacheKeys: [key], created: created,
                description: times?.description ?? "squashed")
        } catch {
            store.snapshots.discard(tree)
            throw error
        }
    }
}
