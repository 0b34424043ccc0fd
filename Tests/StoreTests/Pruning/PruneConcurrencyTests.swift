import Diagnostics
import Glibc
import ImageModel
import Layers
import Store
import Synchronization
import Testing

/// Open file description locks know no processes: a store that is opened once more is one.
@Suite struct PruneConcurrencyTests {
    @Test("sixteen builds that share a cache never lose a layer to prunes and measurements that never stop")
    func buildsAndPrunes() async throws {
        let path = try makeDirectory()
        defer { _ = try? run("rm -rf '\(path)'") }
        try openStore(path).close()
        let state = State()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    try await blockingThread { () throws(BuildError) in
                        while !state.isOver.load(ordering: .relaxed) {
                            let store = try openStore(path)
                            _ = try store.usage()
                            let result = try store.prune(.everything)
                            state.pruned.add(result.snapshots.count, ordering: .relaxed)
                            store.close()
                        }
                    }
                }
            }
            try await runBuilds(in: path, state)
            try await group.waitForAll()
        }
        #expect(state.pruned.load(ordering: .relaxed) > 0)
        let store = try openStore(path)
        defer { store.close() }
        _ = try store.prune(.everything)
        #expect(try store.trees().isEmpty && store.blobNames().isEmpty && store.images.all().isEmpty)
    }

    @Test("a build that finds a layer while it is being pruned waits, then sees that it is gone")
    func hitDuringPrune() async throws {
        let path = try makeDirectory()
        defer { _ = try? run("rm -rf '\(path)'") }
        let snapshot = try openStore(path).makeSnapshot("layer")
        let store = try openStore(path)
        defer { store.close() }
        // As a prune in the middle of its transaction: it has the snapshot's byte alone.
        let file = open("\(path)/claims", O_RDWR)
        defer { close(file) }
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_start = off_t(snapshot.id)
        lock.l_len = 1
        let setDescriptionLock: Int32 = 37
        try #require(fcntl(file, setDescriptionLock, &lock) == 0)
        let cache = store.cache
        async let hit = blockingThread { () throws(BuildError) in try cache.snapshot(for: key("layer")) }
        var status = stat()
        fstat(file, &status)
        while try !run("cat /proc/locks").split(separator: "\n").contains(where: {
            $0.contains("->") && $0.contains(":\(status.st_ino) ")
        }) { try await Task.sleep(for: .milliseconds(10)) }
        try run("sqlite3 '\(path)/pith.db' 'DELETE FROM cache; DELETE FROM snapshots'")
        lock.l_type = Int16(F_UNLCK)
        try #require(fcntl(file, setDescriptionLock, &lock) == 0)
        #expect(try await hit == nil)
    }

    private func runBuilds(in path: String, _ state: State) async throws {
        defer { state.isOver.store(true, ordering: .relaxed) }
        try await withThrowingTaskGroup(of: Void.self) { builds in
            for builder in 0..<16 {
                builds.addTask {
                    try await blockingThread { () throws(BuildError) in
                        for round in 0..<6 { try build(in: path, builder: builder, round: round) }
                    }
                }
            }
            try await builds.waitForAll()
        }
    }

    private final class State: Sendable {
        let isOver = Atomic(false)
        let pruned = Atomic(0)
    }

    private func makeDirectory() throws -> String {
        var template = Array("/tmp/pith-store-test.XXXXXX".utf8CString)
        guard let path = mkdtemp(&template).map({ String(cString: $0) }) else { throw Failure(code: errno) }
        return path
    }
}

/// One process's build: three steps, each from the cache or made, an image of them, and all of it read back.
private func build(in path: String, builder: Int, round: Int) throws(BuildError) {
    let store = try openStore(path)
    defer { store.close() }
    var top: Snapshot?
    for step in ["base", "packages-\(builder % 4)", "app-\(round % 2)-\(builder % 4)"] {
        top = try layer(step, on: top, in: store)
    }
    guard let top else { return }
    let blob = try store.blobs.put(Array("pulled".utf8), mediaType: .ociLayer)
    guard try store.blobs.size(of: blob.digest) == 6 else { throw BuildError(.corrupt, "a blob was lost") }
    let tars = LayerTars(store: store)
    var layers = [LayerRecord]()
    for snapshot in try store.snapshots.chain(of: top).reversed() { layers.append(try tars.record(of: snapshot)) }
    guard layers.count == 3 else { throw BuildError(.corrupt, "a layer was lost") }
    var config = ImageConfig(platform: .host)
    config.diffIDs = layers.map(\.diffID)
    let image = try StoredImage(config: config, snapshot: top, layers: layers)
    try store.images.keep(image, names: round % 3 == 0 ? [try ImageReference(parsing: "app-\(builder)")] : [])
    let kept = try store.images.image(image.id)
    for (snapshot, layer) in zip(try store.snapshots.chain(of: kept.snapshot), kept.layers.reversed()) {
        try tars.write(layer, of: snapshot, to: DiscardingSink())
    }
}

private func layer(_ name: String, on parent: Snapshot?, in store: ImageStore) throws(BuildError) -> Snapshot {
    if let known = try store.cache.snapshot(for: key(name)) { return known }
    var lock = try store.cache.lock(key(name))
    while lock == nil {
        usleep(1000)
        lock = try store.cache.lock(key(name))
    }
    defer { withExtendedLifetime(lock) {} }
    if let known = try store.cache.snapshot(for: key(name)) { return known }
    let tree = try store.snapshots.begin(on: parent)
    do { try write(name, to: "\(tree.upper)/\(name)") } catch { throw BuildError(.store, "\(error)") }
    return try store.snapshots.commit(tree, key: key(name), cacheKeys: [key(name)])
}
