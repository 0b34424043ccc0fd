package import Diagnostics
import ImageModel
package import Store

/// The build cache, a line a record.
package struct DiskUsageCacheList: Sendable {
    private let usage: StoreUsage

    package init(_ usage: StoreUsage) {
        self.usage = usage
    }

    /// The records, and what they take together.
    package func table(now: Timestamp) -> String {
        let shared = usage.cacheRecords.filter(\.isShared).reduce(0) { $0 + $1.snapshot.size }
        let sums = TableRenderer(columns: [.init("Shared:"), .init(ByteCount.text(shared))]).render([
            ["Private:", ByteCount.text(usage.buildCache.size + usage.cacheMounts.size)],
            ["Reclaimable:", ByteCount.text(usage.buildCache.reclaimable + usage.cacheMounts.reclaimable)],
            ["Total:", ByteCount.text(shared + usage.buildCache.size + usage.cacheMounts.size)],
        ])
        return records(now: now) + sums
    }

    /// The records in JSON, sizes in bytes.
    package func json() throws(BuildError) -> String {
        try CanonicalJSON.encodePretty(usage.cacheRecords.map(DiskUsageDocument.CacheRecord.init))
    }

    /// The records alone, last used first.
    func records(now: Timestamp) -> String {
        TableRenderer(columns: [
            .init("ID", .trailing), .init("SIZE", .trailing), .init("CREATED"), .init("LAST USED"), .init("SHARED"),
            .init("IN USE"), .init("RECLAIMABLE"), .init("CREATED BY"),
        ]).render(
            usage.cacheRecords.map { record in
                [
                    String(record.snapshot.id), ByteCount.text(record.snapshot.size),
                    RelativeTime.text(from: record.snapshot.created.rfc3339, to: now),
                    RelativeTime.text(from: record.snapshot.used.rfc3339, to: now), String(record.isShared),
                    String(record.snapshot.isClaimed), String(record.isReclaimable), record.snapshot.description ?? "",
                ]
            }
                + usage.mountRecords.map { mount in
                    [
                        mount.shortName, ByteCount.text(mount.size),
                        RelativeTime.text(from: mount.created.rfc3339, to: now),
                        RelativeTime.text(from: mount.used.rfc3339, to: now), "false", String(mount.isUsed),
                        String(!mount.isUsed), "cache mount \(mount.id)".escapingControls,
                    ]
                })
    }
}

extension CacheMountRecord {
    /// The beginning of its name, enough to choose it by.
    var shortName: String { String(name.prefix(12)) }
}

extension Int64 {
    /// These seconds since 1970 as RFC 3339.
    var rfc3339: String { Timestamp(secondsSince1970: Double(self)).rfc3339 }
}
