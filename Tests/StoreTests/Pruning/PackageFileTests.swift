import Diagnostics
import Glibc
import Store
import Testing

/// Package files and indexes that were fetched to compose images from.
@Suite struct PackageFileTests {
    @Test("package files are counted as du counts them, and all of them are reclaimable")
    func usage() throws {
        try withStore { store in
            try write(String(repeating: "x", count: 50_000), to: "\(store.directory.packages)/package")
            try write("index", to: "\(store.directory.packages)/index")
            sync()
            let usage = try store.usage()
            #expect(usage.packageCache.total == 2 && usage.packageCache.active == 0)
            #expect(usage.packageCache.size == (try diskUsage(of: store.directory.packages)))
            #expect(usage.size == (try diskUsage(of: store.directory.path)))
            let result = try store.prune(PruneRequest(cache: CacheSelection(packages: true)))
            #expect(result.freed == usage.packageCache.reclaimable && result.freed >= 50_000)
            #expect(try store.usage().packageCache.total == 0)
        }
    }

    @Test("a prune removes package files that nobody has used for a month, one of everything all of them")
    func longUnused() throws {
        try withStore { store in
            let (old, new) = try addFiles(to: store)
            _ = try store.prune(PruneRequest(images: ImageSelection(.all)))
            #expect(exists(old))
            _ = try store.prune(.cache)
            #expect(!exists(old) && exists(new))
            _ = try store.prune(PruneRequest(cache: CacheSelection(packages: true)))
            #expect(!exists(new))
        }
    }

    @Test("a time chooses among all package files; a choice of snapshots, or a limit, leaves them alone")
    func selection() throws {
        try withStore { store in
            let (old, new) = try addFiles(to: store)
            let since = Int64(time(nil)) - 3600
            for cache in [
                CacheSelection(unusedSince: since), CacheSelection(snapshots: [1], packages: true),
                CacheSelection(packages: true, limits: SpaceLimits(reserved: 1)),
            ] {
                _ = try store.prune(PruneRequest(cache: cache))
                #expect(exists(old) && exists(new))
            }
            _ = try store.prune(PruneRequest(cache: CacheSelection(unusedSince: since, packages: true)))
            #expect(!exists(old) && exists(new))
        }
    }

    @Test("package files stay while somebody has their directory in use")
    func inUse() throws {
        try withStore { store in
            let (old, new) = try addFiles(to: store)
            let user = open(store.directory.packages, O_RDONLY | O_DIRECTORY)
            #expect(flock(user, LOCK_SH) == 0)
            let usage = try store.usage().packageCache
            #expect(usage.active == 2 && usage.reclaimable == 0)
            _ = try store.prune(PruneRequest(cache: CacheSelection(packages: true)))
            #expect(exists(old) && exists(new))
            close(user)
            _ = try store.prune(PruneRequest(cache: CacheSelection(packages: true)))
            #expect(!exists(old) && !exists(new))
        }
    }

    /// A file that was last used more than a month ago, and one that was used now.
    private func addFiles(to store: ImageStore) throws -> (old: String, new: String) {
        let (old, new) = ("\(store.directory.packages)/old", "\(store.directory.packages)/new")
        for path in [old, new] { try write("package", to: path) }
        try run("touch -d '31 days ago' '\(old)'")
        return (old, new)
    }
}
