/// A package that one image has and another has not, or has in another version.
package struct PackageChange: Hashable, Sendable {
    package let kind, name: String
    /// The versions; nil where the image does not have it.
    package let before, after: String?
    /// What it takes where it is, as its database says.
    package let size: Int64

    /// What changed between two images: what went, then what came, then what has another version; each by name. nil where
    /// a report does not name its packages.
    package static func between(_ before: ReportDocument, _ after: ReportDocument) -> [PackageChange]? {
        guard let old = before.packageDetails.map(versions), let new = after.packageDetails.map(versions) else {
            return nil
        }
        let changes = Set(old.keys).union(new.keys).compactMap { key -> PackageChange? in
            let (one, other) = (old[key], new[key])
            guard one?.version != other?.version else { return nil }
            return PackageChange(
                kind: key.kind, name: key.name, before: one?.version, after: other?.version,
                size: other?.size ?? one?.size ?? 0)
        }
        return changes.sorted { ($0.order, $0.name, $0.kind) < ($1.order, $1.name, $1.kind) }
    }

    /// `removed`, `added`, `changed`.
    package var word: String { after == nil ? "removed" : before == nil ? "added" : "changed" }

    private var order: Int { after == nil ? 0 : before == nil ? 1 : 2 }

    private struct Key: Hashable {
        let kind, name: String
    }

    /// A package that is there in several versions has them all.
    private static func versions(_ packages: [ReportDocument.Package]) -> [Key: (version: String, size: Int64)] {
        Dictionary(grouping: packages) { Key(kind: $0.kind, name: $0.name) }.mapValues { packages in
            (
                Set(packages.map(\.version)).sorted().joined(separator: ", "),
                packages.reduce(0) { $0.saturatingAdd($1.size ?? 0) }
            )
        }
    }
}

extension Int64 {
    /// The sum, the greatest number where it is beyond that.
    fileprivate func saturatingAdd(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
