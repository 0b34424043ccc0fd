import Diagnostics
import Glibc
import ImageModel
import Layers
import Store
import Testing

@Suite struct DiskUsageTests {
    @Test("the categories add up to what du says, with hard links, sparse files, devices and deep trees")
    func sum() throws {
        try withStore { store in
            let base = try store.makeSnapshot("base")
            _ = try store.makeImage(try store.commit("tree", on: base) { try fill($0) }, named: "app")
            _ = try store.makeSnapshot("cache", on: base)
            _ = try store.blobs.put([UInt8](repeating: 7, count: 100_000), mediaType: .ociLayer)
            try write(String(repeating: "x", count: 50_000), to: "\(store.directory.contexts)/\(key("context").hex)")
            let tree = try store.snapshots.begin(on: nil)
            try write(String(repeating: "y", count: 20_000), to: "\(tree.upper)/unfinished")
            sync()
            let usage = try store.usage()
            #expect(usage.size == (try diskUsage(of: store.directory.path)))
            for category in [usage.images, usage.buildCache, usage.blobs, usage.contextIndexes, usage.temporary] {
                #expect(category.size > 0)
            }
        }
    }

    @Test("sizes of snapshots are measured once, and then come from the database")
    func measuredOnce() throws {
        try withStore { store in
            let image = try store.makeImage(try store.makeSnapshot("a"), named: "app")
            let snapshot = try #require(image.snapshot)
            let before = try store.usage().images.size
            #expect(before == (try diskUsage(of: store.directory.snapshot(snapshot.id))))
            try write(String(repeating: "z", count: 1 << 20), to: "\(store.directory.snapshot(snapshot.id))/late")
            #expect(try store.usage().images.size == before)
        }
    }

    @Test("an image's size is that of its chain, and what another image needs too is shared")
    func sharedSizes() throws {
        try withStore { store in
            let base = try store.makeSnapshot("base")
            let first = try store.makeImage(try store.makeSnapshot("first", on: base), named: "first")
            _ = try store.makeImage(try store.makeSnapshot("second", on: base), named: "second")
            let baseSize = try diskUsage(of: store.directory.snapshot(base.id))
            let usage = try store.usage()
            let found = try #require(usage.imageRecords.first { $0.record.id == first.id })
            #expect(found.sharedSize == baseSize)
            #expect(found.size == 2 * baseSize)
            #expect(usage.images.total == 2 && usage.buildCache.total == 3 && usage.buildCache.size == 0)
        }
    }

    @Test("what is reclaimable is what a prune of everything frees")
    func reclaimable() throws {
        try withDirectory { path in
            let first = try openStore(path)
            let base = try first.makeSnapshot("base")
            _ = try first.makeImage(try first.makeSnapshot("app", on: base), named: "app")
            _ = try first.makeSnapshot("cache", on: base)
            _ = try first.blobs.put([UInt8](repeating: 7, count: 100_000), mediaType: .ociLayer)
            let live = try first.usage()
            #expect(live.images.active == 1 && live.images.reclaimable == 0)
            #expect(live.buildCache.active == 3 && live.buildCache.reclaimable == 0 && live.blobs.reclaimable == 0)
            first.close()
        } then: { path in
            let store = try openStore(path)
            defer { store.close() }
            let usage = try store.usage()
            let expected = usage.images.reclaimable + usage.buildCache.reclaimable + usage.blobs.reclaimable
            #expect(usage.images.active == 0 && expected > 100_000)
            let result = try store.prune(PruneRequest(images: ImageSelection(.all), cache: CacheSelection()))
            #expect(result.freed == expected)
            let left = try store.usage()
            #expect(left.images.size == 0 && left.buildCache.size == 0 && left.blobs.total == 0)
            #expect(left.size == (try diskUsage(of: path)))
        }
    }

    @Test("five thousand snapshots are counted from the database, whatever became of their trees")
    func manySnapshots() throws {
        try withDirectory { path in
            try addSnapshots(5000, to: path)
            let store = try openStore(path)
            defer { store.close() }
            let usage = try store.usage()
            #expect(usage.buildCache.total == 5000)
            #expect(usage.size == (try diskUsage(of: path)))
            // Without the trees, only the database can tell.
            #expect(rename(store.directory.snapshots, store.directory.snapshots + "-away") == 0)
            #expect(mkdir(store.directory.snapshots, 0o700) == 0)
            #expect(try store.usage().buildCache.size == usage.buildCache.size)
        }
    }

    /// A tree with what is hard to measure.
    private func fill(_ directory: String) throws {
        try write(String(repeating: "a", count: 30_000), to: "\(directory)/file")
        #expect(link("\(directory)/file", "\(directory)/link") == 0)
        try write("", to: "\(directory)/sparse")
        #expect(truncate("\(directory)/sparse", 1 << 30) == 0)
        #expect(symlink("/", "\(directory)/root") == 0)
        #expect(mkfifo("\(directory)/fifo", 0o600) == 0)
        try write("latin", to: directory + "/caf\u{e9}")
        var deep = directory
        for _ in 0..<300 {
            deep += "/d"
            #expect(mkdir(deep, 0o755) == 0)
        }
        try write(String(repeating: "b", count: 10_000), to: "\(deep)/file")
    }
}
