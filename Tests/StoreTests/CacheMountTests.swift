import Diagnostics
import Glibc
import ImageModel
import Store
import Testing

/// The directories behind `RUN --mount=type=cache`.
@Suite struct CacheMountTests {
    private static let key = Digest(of: "key".utf8)

    private static func taken(_ store: ImageStore, isShared: Bool) throws -> CacheMountUse? {
        guard case .taken(let use) = try store.cacheMounts.take(key, 0, isShared: isShared) else { return nil }
        return use
    }

    @Test("those who share a cache mount have it together, one who doesn't has it alone")
    func sharing() async throws {
        try await Self.withStore { store in
            guard case .missing = try store.cacheMounts.take(Self.key, 0, isShared: true) else { throw Problem() }
            try await store.cacheMounts.make(Self.key, 0, id: "/c") { _ in }
            var first = try Self.taken(store, isShared: true)
            var second = try Self.taken(store, isShared: true)
            #expect(first != nil && first?.files == second?.files)
            #expect(try Self.taken(store, isShared: false) == nil)
            (first, second) = (nil, nil)
            let alone = try #require(try Self.taken(store, isShared: false))
            #expect(try Self.taken(store, isShared: true) == nil)
            withExtendedLifetime(alone) {}
        }
    }

    @Test("a cache mount that is in use is not pruned, one that isn't is, with its space counted")
    func pruning() async throws {
        try await Self.withStore { store in
            try await store.cacheMounts.make(Self.key, 0, id: "/c") { directory in
                let file = open("\(directory)/f", O_WRONLY | O_CREAT, 0o644)
                _ = [UInt8](repeating: 7, count: 100_000).withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
                close(file)
            }
            var use = try Self.taken(store, isShared: true)
            #expect(try store.usage().cacheMounts.active == 1)
            #expect(try store.prune(PruneRequest(cache: CacheSelection())).mounts.isEmpty)
            withExtendedLifetime(use) {}
            use = nil
            #expect(try store.prune(PruneRequest(cache: CacheSelection(mounts: []))).mounts.isEmpty)
            let result = try store.prune(PruneRequest(cache: CacheSelection(mounts: [String(Self.key.hex.prefix(12))])))
            #expect(result.mounts.map(\.id) == ["/c"])
            #expect(result.freed >= 100_000)
            #expect(try store.usage().cacheMounts.total == 0)
        }
    }

    @Test("snapshots go before cache mounts when only so much has to go")
    func order() {
        let snapshot = SnapshotRecord(id: 1, parent: nil, size: 10, created: 5, used: 5)
        let mounts = [1, 2].map { number in
            CacheMountRecord(name: "\(number)", id: "", size: 10, created: 0, used: number, isUsed: false)
        }
        let records = StoreRecords(snapshots: [snapshot], images: [], mounts: mounts)
        func plan(_ kept: Int64) -> PrunePlan {
            PrunePlan(
                PruneRequest(cache: CacheSelection(limits: SpaceLimits(maximumCache: kept))), of: records, free: .max)
        }
        #expect(plan(20).snapshots.map(\.id) == [1])
        #expect(plan(20).mounts.isEmpty)
        #expect(plan(15).mounts.map(\.name) == ["1"])
    }

    private struct Problem: Error {}

    private static func withStore(_ body: (ImageStore) async throws -> Void) async throws {
        var template = Array("/tmp/pith-store-test.XXXXXX".utf8CString)
        let path = try #require(mkdtemp(&template).map { String(cString: $0) })
        defer { removeTree(path) }
        let store = try openStore(path)
        defer { store.close() }
        try await body(store)
    }
}
