import ImageModel
import Store

/// What `df --format json` prints.
struct DiskUsageDocument: Encodable {
    struct Image: Encodable {
        let id: Digest
        let names: [String]
        let recorded: String
        let size: Int64
        let sharedSize: Int64
        let inUse: Bool

        init(_ image: StoreUsage.Image) {
            id = image.record.id
            names = image.record.names.compactMap { try? ImageReference(parsing: $0).familiar }
            recorded = image.record.recorded.rfc3339
            size = image.size
            sharedSize = image.sharedSize
            inUse = image.record.isClaimed
        }
    }

    struct CacheRecord: Encodable {
        let id: Int64
        let parent: Int64?
        let createdBy: String?
        let size: Int64
        let created: String
        let lastUsed: String
        let shared: Bool
        let inUse: Bool
        let reclaimable: Bool

        init(_ record: StoreUsage.CacheRecord) {
            id = record.snapshot.id
            parent = record.snapshot.parent
            createdBy = record.snapshot.description
            size = record.snapshot.size
            created = record.snapshot.created.rfc3339
            lastUsed = record.snapshot.used.rfc3339
            shared = record.isShared
            inUse = record.snapshot.isClaimed
            reclaimable = record.isReclaimable
        }
    }

    struct CacheMount: Encodable {
        let id: String
        let name: String
        let size: Int64
        let created: String
        let lastUsed: String
        let inUse: Bool

        init(_ mount: CacheMountRecord) {
            id = mount.name
            name = mount.id
            size = mount.size
            created = mount.created.rfc3339
            lastUsed = mount.used.rfc3339
            inUse = mount.isUsed
        }
    }

    private let images: StoreUsage.Category
    private let buildCache: StoreUsage.Category
    private let cacheMounts: StoreUsage.Category
    private let failedSteps: StoreUsage.Category
    private let blobs: StoreUsage.Category
    private let packageCache: StoreUsage.Category
    private let contextIndexes: StoreUsage.Category
    private let temporary: StoreUsage.Category
    private let metadata: StoreUsage.Category
    private let size: Int64
    private let imageRecords: [Image]?
    private let cacheRecords: [CacheRecord]?
    private let cacheMountRecords: [CacheMount]?

    init(_ usage: StoreUsage, isVerbose: Bool) {
        images = usage.images
        buildCache = usage.buildCache
        cacheMounts = usage.cacheMounts
        failedSteps = usage.failedSteps
        blobs = usage.blobs
        packageCache = usage.packageCache
        contextIndexes = usage.contextIndexes
        temporary = usage.temporary
        metadata = usage.metadata
        size = usage.size
        imageRecords = isVerbose ? usage.imageRecords.map(Image.init) : nil
        cacheRecords = isVerbose ? usage.cacheRecords.map(CacheRecord.init) : nil
        cacheMountRecords = isVerbose ? usage.mountRecords.map(CacheMount.init) : nil
    }
}
