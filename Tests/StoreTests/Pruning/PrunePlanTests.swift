import ImageModel
import Store
import Testing

@Suite struct PrunePlanTests {
    private let cache = PruneRequest(cache: CacheSelection())

    private func plan(
        _ request: PruneRequest, _ snapshots: [SnapshotRecord], _ images: [ImageRecord] = [], free: Int64 = 0
    ) -> [Int64] {
        PrunePlan(request, of: StoreRecords(snapshots: snapshots, images: images), free: free).snapshots.map(\.id)
    }

    private func snapshot(
        _ id: Int64, on parent: Int64? = nil, used: Int64 = 0, size: Int64 = 10, blob: String? = nil,
        isClaimed: Bool = false
    ) -> SnapshotRecord {
        SnapshotRecord(
            id: id, parent: parent, size: size, blob: blob.map { key($0) }, created: 0, used: used, isClaimed: isClaimed
        )
    }

    private func limited(_ limits: SpaceLimits) -> PruneRequest {
        PruneRequest(cache: CacheSelection(limits: limits))
    }

    @Test("what an image needs stays, down to its lowest layer")
    func neededByImage() {
        let snapshots = [snapshot(1), snapshot(2, on: 1), snapshot(3, on: 2), snapshot(4, on: 1)]
        let image = ImageRecord(id: key("image"), snapshot: 2, recorded: 0)
        #expect(Set(plan(cache, snapshots, [image])) == [3, 4])
    }

    @Test("what a live process uses stays, and all below it")
    func claimed() {
        let snapshots = [snapshot(1), snapshot(2, on: 1, isClaimed: true), snapshot(3, on: 2), snapshot(4, on: 1)]
        #expect(Set(plan(cache, snapshots)) == [3, 4])
    }

    @Test("no snapshot goes before those that stand on it, even if they were used earlier")
    func order() {
        let snapshots = [
            snapshot(1, used: 1), snapshot(2, on: 1, used: 9), snapshot(3, on: 2, used: 5), snapshot(4, on: 1, used: 2),
        ]
        #expect(plan(cache, snapshots) == [4, 3, 2, 1])
    }

    @Test("the least recently used goes first, until the limit holds")
    func limit() {
        let snapshots = (1...5).map { snapshot($0, used: 10 - $0) }
        #expect(plan(limited(SpaceLimits(maximumCache: 30)), snapshots) == [5, 4])
        #expect(plan(limited(SpaceLimits(maximumCache: 50)), snapshots) == [])
        #expect(plan(limited(SpaceLimits(maximumCache: 49)), snapshots) == [5])
    }

    @Test("a snapshot that was used lately keeps its parents, whenever they were used, from a limit")
    func limitAndParents() {
        let snapshots = [snapshot(1, used: 1), snapshot(2, on: 1, used: 9), snapshot(3, used: 5)]
        #expect(plan(limited(SpaceLimits(maximumCache: 20)), snapshots) == [3])
    }

    @Test("images do not count against the cache's limit, but against the store's")
    func imagesAndLimits() {
        let snapshots = [snapshot(1), snapshot(2, on: 1), snapshot(3), snapshot(4)]
        let image = ImageRecord(id: key("image"), snapshot: 2, recorded: 0)
        #expect(plan(limited(SpaceLimits(maximumCache: 20)), snapshots, [image]) == [])
        #expect(plan(limited(SpaceLimits(maximumStore: 30)), snapshots, [image]) == [4])
        #expect(plan(limited(SpaceLimits(maximumStore: 0)), snapshots, [image]) == [4, 3])
    }

    @Test("enough is deleted to have space free, but what is reserved stays")
    func freeSpace() {
        let snapshots = (1...5).map { snapshot($0, used: $0) }
        #expect(plan(limited(SpaceLimits(minimumFree: 100)), snapshots, free: 85) == [1, 2])
        #expect(plan(limited(SpaceLimits(minimumFree: 100)), snapshots, free: 100) == [])
        #expect(plan(limited(SpaceLimits(minimumFree: 100, reserved: 40)), snapshots, free: 0) == [1])
        #expect(plan(limited(SpaceLimits(reserved: 20)), snapshots) == [1, 2, 3])
    }

    @Test("only what was not used since a time goes, and only the records that are named")
    func filters() {
        let snapshots = [snapshot(1, used: 1), snapshot(2, on: 1, used: 5), snapshot(3, used: 3)]
        #expect(plan(PruneRequest(cache: CacheSelection(unusedSince: 4)), snapshots) == [3])
        #expect(plan(PruneRequest(cache: CacheSelection(snapshots: [2])), snapshots) == [2])
        #expect(plan(PruneRequest(cache: CacheSelection(spared: [2])), snapshots) == [3])
    }

    @Test("an image takes along the layers that were pulled for it; what was built on them stays as build cache")
    func pulledLayers() {
        let snapshots = [
            snapshot(1, blob: "a"), snapshot(2, on: 1, blob: "b"), snapshot(3, on: 1), snapshot(4, blob: "c"),
        ]
        let pulled = ImageRecord(id: key("pulled"), snapshot: 2, recorded: 0)
        let built = ImageRecord(id: key("built"), snapshot: 3, recorded: 0)
        let request = PruneRequest(images: ImageSelection(.all))
        #expect(plan(request, snapshots, [pulled, built]) == [2])
    }

    @Test("dangling images have no name, and are not what builds stand on")
    func danglingImages() {
        let images = [
            ImageRecord(id: key("dangling"), snapshot: nil, recorded: 5),
            ImageRecord(id: key("named"), snapshot: nil, recorded: 5, names: ["docker.io/library/app:latest"]),
            ImageRecord(id: key("composed"), snapshot: nil, recorded: 5, isComposed: true),
            ImageRecord(id: key("used"), snapshot: nil, recorded: 5, isClaimed: true),
        ]
        func removed(_ selection: ImageSelection) -> [Digest] {
            let records = StoreRecords(snapshots: [], images: images)
            return PrunePlan(PruneRequest(images: selection), of: records, free: 0).images.map(\.id)
        }
        #expect(removed(ImageSelection(.none)) == [])
        #expect(removed(ImageSelection(.dangling)) == [key("dangling")])
        #expect(removed(ImageSelection(.composed)) == [key("composed")])
        #expect(removed(ImageSelection(.all)) == [key("dangling"), key("named"), key("composed")])
        #expect(removed(ImageSelection(.all, before: 5)) == [])
        #expect(removed(ImageSelection(.dangling, before: 6)) == [key("dangling")])
    }

    @Test("labels choose images by key, by value, and by what they are not")
    func labels() {
        let image = ImageRecord(id: key("a"), snapshot: nil, recorded: 0, labels: ["keep": "", "team": "red"])
        func isRemoved(_ conditions: LabelCondition...) -> Bool {
            let request = PruneRequest(images: ImageSelection(.all, labels: conditions))
            return !PrunePlan(request, of: StoreRecords(snapshots: [], images: [image]), free: 0).images.isEmpty
        }
        #expect(isRemoved(LabelCondition(key: "keep", value: nil)))
        #expect(!isRemoved(LabelCondition(key: "keep", value: nil, isNegated: true)))
        #expect(isRemoved(LabelCondition(key: "team", value: "red")))
        #expect(!isRemoved(LabelCondition(key: "team", value: "blue")))
        #expect(isRemoved(LabelCondition(key: "team", value: "blue", isNegated: true)))
        #expect(!isRemoved(LabelCondition(key: "keep", value: nil), LabelCondition(key: "other", value: nil)))
    }
}
