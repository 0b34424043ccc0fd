import Diagnostics
import Glibc
import ImageModel
import Store
import Testing

@Suite struct SnapshotStoreTests {
    @Test("a committed layer is found by its key, with its parents, after the store is opened again")
    func reopening() throws {
        try withDirectory { path in
            let first = try openStore(path)
            let top = try first.makeSnapshot("top", on: try first.makeSnapshot("base"))
            first.close()
            let second = try openStore(path)
            defer { second.close() }
            let found = try #require(try second.cache.snapshot(for: key("top")))
            #expect(found.id == top.id)
            #expect(try second.snapshots.chain(of: found).map(\.key) == [key("top"), key("base")])
            #expect(try second.snapshots.lowerDirectories(of: found).last == second.directory.empty)
        }
    }

    @Test("a layer that is not committed leaves nothing")
    func discarding() throws {
        try withStore { store in
            let tree = try store.snapshots.begin(on: nil)
            try write("x", to: "\(tree.upper)/x")
            store.snapshots.discard(tree)
            #expect(!exists(tree.upper))
        }
    }

    @Test("what a dead process was making is cleared when the store is opened, a live one's stays")
    func leases() throws {
        try withDirectory { path in
            let live = try openStore(path)
            defer { live.close() }
            let tree = try live.snapshots.begin(on: nil)
            // A dead process's lease is a file that nobody holds.
            try write("", to: "\(path)/leases/dead")
            mkdir("\(path)/work/dead", 0o700)
            mkdir("\(path)/work/orphan", 0o700)
            try openStore(path).close()
            #expect(!exists("\(path)/work/dead"))
            #expect(!exists("\(path)/work/orphan"))
            #expect(!exists("\(path)/leases/dead"))
            #expect(exists(tree.upper))
        }
    }

    @Test("a directory that was left without its row is no obstacle to the next snapshot of that number")
    func staleDirectory() throws {
        try withStore { store in
            mkdir("\(store.directory.snapshots)/1", 0o755)
            try write("stale", to: "\(store.directory.snapshots)/1/stale")
            let snapshot = try store.makeSnapshot("new")
            #expect(snapshot.id == 1)
            #expect(exists("\(store.directory.snapshot(1))/new"))
            #expect(!exists("\(store.directory.snapshot(1))/stale"))
        }
    }

    @Test("a store that was written under other user IDs is refused")
    func idMaps() throws {
        try withDirectory { path in
            try openStore(path, idMap: "0 1000 1\n1 100000 65536").close()
            try openStore(path, idMap: "         0       1000          1\n 1     100000      65536\n").close()
            #expect(throws: BuildError.self) { try openStore(path, idMap: "0 0 4294967295") }
        }
    }

    @Test("nobody else can read what is in a store, whatever the umask")
    func modes() throws {
        try withStore { store in
            _ = try store.makeSnapshot("a")
            for name in ["pith.db", "pith.db-wal", "blobs", "snapshots", "contexts", "run"] {
                var status = stat()
                #expect(stat("\(store.directory.path)/\(name)", &status) == 0)
                #expect(status.st_mode & 0o077 == 0, "\(name)")
            }
        }
    }

    @Test("of two that want the same step, one at a time gets it")
    func stepLocks() throws {
        try withStore { store in
            var first = try store.cache.lock(key("step"))
            #expect(try first != nil && store.cache.lock(key("step")) == nil)
            #expect(try store.cache.lock(key("another step")) != nil)
            // A prune meanwhile takes nothing of it.
            _ = try store.prune(PruneRequest())
            #expect(try store.cache.lock(key("step")) == nil)
            first = nil
            #expect(try store.cache.lock(key("step")) != nil)
        }
    }
}
