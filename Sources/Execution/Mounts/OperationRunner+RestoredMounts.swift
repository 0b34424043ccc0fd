import Diagnostics
import Glibc
import ImageModel
import Layers
import Planning
import Store
import SystemPackage

extension OperationRunner {
    /// What another machine left of a cache mount that has nothing here; nil if it has, and for a step that takes nothing
    /// from caches. Asked once for each cache mount.
    func restorable(_ key: Digest, _ step: Step) throws(BuildError) -> ImportedMount? {
        guard !options.ignoresCache(of: step), let mount = options.importedCache.mount(for: key),
            restorations.begin(key)
        else { return nil }
        try store.cacheMounts.removeIfEmpty(key, 0)
        return mount
    }

    /// Puts what another machine left into a new cache mount. What can't be had is a warning, and the cache mount begins
    /// empty.
    ///
    /// - Throws: `CancellationError`; `store` if what is there can't be removed.
    func restore(
        _ mount: ImportedMount, into directory: FilePath, _ cache: CacheMount, _ step: Step
    ) async throws {
        let root = try RootedDirectory(directory)
        do {
            let blobs = store.blobs
            if try blobs.size(of: mount.blob.digest) == nil {
                let counter = TransferCounter(of: [mount.blob], shown(step), progress)
                try await mount.source.fetch(mount.blob, into: blobs) { counter.moved(mount.blob, $0) }
            }
            try await blockingThread { () throws(BuildError) in
                let file = try blobs.open(mount.blob.digest)
                defer { try? file.close() }
                try ArchiveUnpacker().unpack(FileSource(file), into: "/", of: root)
            }
        } catch {
            if error.isCancellation { throw error }
            for name in try root.names(in: "/") { try root.removeTree(FilePath("/").appending(name)) }
            let why = error.message
            let diagnostic = Diagnostic(
                .warning, code: "cache-unusable",
                "what another machine left of cache mount '\(cache.id)' can't be used: \(why)", at: step.origin)
            progress.emit(.warning(diagnostic))
        }
    }
}
