import Benchmark
import ImageModel
import Store
import SystemPackage

/// The question that a step asks first, in a store that has many answers.
func cacheBenchmarks() {
    Benchmark("cache lookup, 1,000 of 2,000 keys") { _, fixture in
        for number in 0..<1000 {
            blackHole(try fixture.store.cache.snapshot(for: key(2 * number)))
        }
    } setup: {
        try CacheFixture()
    }
    Benchmark("store, opened and closed") { _, fixture in
        try ImageStore(at: fixture.directory, idMap: nil).close()
    } setup: {
        try CacheFixture()
    }
}

private func key(_ number: Int) -> Digest { Digest(of: "key \(number)".utf8) }

/// A store with snapshots of 1,000 steps, which have two keys each as steps of builds do.
private final class CacheFixture: Sendable {
    let tree: SampleTree
    let directory: StoreDirectory
    let store: ImageStore

    init() throws {
        tree = try SampleTree(count: 0, size: 0)
        directory = StoreDirectory(path: tree.path.appending("store").string)
        store = try ImageStore(at: directory, idMap: "0 0 4294967295")
        for number in 0..<1000 {
            let working = try store.snapshots.begin(on: nil)
            let (one, other) = (key(2 * number), key(2 * number + 1))
            _ = try store.snapshots.commit(working, key: one, cacheKeys: [one, other])
        }
    }

    deinit { store.close() }
}
