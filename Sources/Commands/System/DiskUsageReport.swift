package import Diagnostics
import ImageModel
package import Store

/// What `df` prints.
package struct DiskUsageReport: Sendable {
    private let usage: StoreUsage
    private let isVerbose: Bool

    package init(_ usage: StoreUsage, isVerbose: Bool) {
        self.usage = usage
        self.isVerbose = isVerbose
    }

    /// The categories, and if asked for the images and the build cache, as tables.
    package func table(now: Timestamp) -> String {
        let rows = [
            row("Images", usage.images), row("Build Cache", usage.buildCache), row("Cache Mounts", usage.cacheMounts),
            row("Failed Steps", usage.failedSteps), row("Blobs", usage.blobs),
            row("Package Cache", usage.packageCache), row("Context Indexes", usage.contextIndexes),
            row("Temporary", usage.temporary), row("Metadata", usage.metadata),
        ]
        let summary = TableRenderer(columns: [
            .init("TYPE"), .init("TOTAL", .trailing), .init("ACTIVE", .trailing), .init("SIZE", .trailing),
            .init("RECLAIMABLE"),
        ]).render(rows)
        guard isVerbose else { return summary }
        return """
            \(summary)
            Images:

            \(images(now: now))
            Build cache:

            \(DiskUsageCacheList(usage).records(now: now))
            """
    }

    /// The same with all sizes in bytes and all times in RFC 3339.
    package func json() throws(BuildError) -> String {
        try CanonicalJSON.encodePretty(DiskUsageDocument(usage, isVerbose: isVerbose))
    }

    private func row(_ name: String, _ category: StoreUsage.Category) -> [String] {
        let share = category.size > 0 ? " (\(category.reclaimable * 100 / category.size)%)" : ""
        return [
            name, String(category.total), String(category.active), ByteCount.text(category.size),
            ByteCount.text(category.reclaimable) + share,
        ]
    }

    private func images(now: Timestamp) -> String {
        let rows = usage.imageRecords.flatMap { image in
            ImageName.all(of: image.record).map { name in
                [
                    name.repository, name.tag, image.record.id.short,
                    RelativeTime.text(from: image.record.recorded.rfc3339, to: now), ByteCount.text(image.size),
                    ByteCount.text(image.sharedSize),
                    ByteCount.text(image.size - image.sharedSize), image.record.isClaimed ? "true" : "false",
                ]
            }
        }
        return TableRenderer(columns: [
            .init("REPOSITORY"), .init("TAG"), .init("IMAGE ID"), .init("RECORDED"), .init("SIZE", .trailing),
            .init("SHARED SIZE", .trailing), .init("UNIQUE SIZE", .trailing), .init("IN USE"),
        ]).render(rows)
    }
}

/// A name as lists show it.
private struct ImageName {
    let repository: String
    let tag: String

    /// One for each name of an image; an image without any has `<none>`.
    static func all(of image: ImageRecord) -> [ImageName] {
        let names = image.names.compactMap { try? ImageReference(parsing: $0) }
            .map { ImageName(repository: $0.familiarName, tag: $0.tag ?? "<none>") }
        return names.isEmpty ? [ImageName(repository: "<none>", tag: "<none>")] : names
    }
}
