import Diagnostics
import Glibc
import Store
import Testing

/// Root file systems of steps that failed.
@Suite struct FailedStepTests {
    private static func keep(_ name: String, in store: ImageStore) throws {
        let tree = try store.snapshots.begin(on: nil)
        try write(name, to: "\(tree.upper)/file")
        try store.failedSteps.keep(tree, record: Array(name.utf8))
    }

    @Test("the one that failed last is found, with its files and its record")
    func latest() throws {
        try withStore { store in
            #expect(try store.failedSteps.latest()?.files == nil)
            for name in ["first", "second"] { try Self.keep(name, in: store) }
            let use = try #require(try store.failedSteps.latest())
            #expect(use.record == Array("second".utf8))
            #expect(exists("\(use.files)/file"))
        }
    }

    @Test("all go at once, but one that is looked into; that one is used, and not reclaimable")
    func uses() throws {
        try withStore { store in
            for name in ["first", "second"] { try Self.keep(name, in: store) }
            var use = try store.failedSteps.latest()
            let files = try #require(use?.files)
            #expect(try store.failedSteps.moveAway().count == 1)
            #expect(exists(files))
            var usage = try store.usage().failedSteps
            #expect(usage.total == 1 && usage.active == 1 && usage.reclaimable == 0)
            use = nil
            usage = try store.usage().failedSteps
            #expect(usage.active == 0 && usage.reclaimable > 0)
            #expect(try store.prune(PruneRequest(cache: CacheSelection())).freed >= usage.reclaimable)
            #expect(!exists(files))
            #expect(try store.failedSteps.latest()?.files == nil)
        }
    }
}
