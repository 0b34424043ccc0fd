import ImageModel
import Diagnostics
package import Store

/// What a prune prints.
package struct PruneReport: Sendable {
    private let result: PruneResult

    package init(_ result: PruneResult) {
        self.result = result
    }

    /// What was deleted, and last how much space that gave.
    package func text(now: Timestamp) -> String {
        var text = ""
        if !result.images.isEmpty { text += "Deleted images:\n\(images)\n" }
        if !result.snapshots.isEmpty { text += "Deleted build cache:\n\(snapshots(now: now))\n" }
        if !result.mounts.isEmpty { text += "Deleted cache mounts:\n\(mounts(now: now))\n" }
        return text + "Total reclaimed space: \(ByteCount.text(result.freed))\n"
    }

    private var images: String {
        result.images.map { image in
            let names = image.names.map { (try? ImageReference(parsing: $0).familiar) ?? $0 }
            return names.map { "Untagged: \($0)\n" }.joined() + "Deleted: \(image.id)\n"
        }.joined()
    }

    private func mounts(now: Timestamp) -> String {
        TableRenderer(columns: [.init("ID"), .init("SIZE", .trailing), .init("LAST USED"), .init("NAME")]).render(
            result.mounts.map {
                [
                    $0.shortName, ByteCount.text($0.size), RelativeTime.text(from: $0.used.rfc3339, to: now),
                    $0.id.escapingControls,
                ]
            })
    }

    private func snapshots(now: Timestamp) -> String {
        TableRenderer(columns: [
            .init("ID", .trailing), .init("SIZE", .trailing), .init("LAST USED"), .init("CREATED BY"),
        ]).render(
            result.snapshots.map {
                [
                    String($0.id), ByteCount.text($0.size), RelativeTime.text(from: $0.used.rfc3339, to: now),
                    $0.description ?? "",
                ]
            })
    }
}
