/// A package that one image has and another has not, or has in another version.
package struct PackageDifference: Hashable, Sendable, Codable {
    package let kind: PackageKind
    package let name: String
    /// The versions; nil where the image does not have it.
    package let before: String?
    package let after: String?

    package init(kind: PackageKind, name: String, before: String?, after: String?) {
        self.kind = kind
        self.name = name
        self.before = before
        self.after = after
    }

    /// What became of the packages between two images: what went, then what came, then what has another version; each by
    /// name.
    static func between(_ before: [InstalledPackage], _ after: [InstalledPackage]) -> [PackageDifference] {
        let (old, new) = (versions(before), versions(after))
        return Set(old.keys).union(new.keys).compactMap { key -> PackageDifference? in
            guard old[key] != new[key] else { return nil }
            return PackageDifference(kind: key.kind, name: key.name, before: old[key], after: new[key])
        }.sorted { ($0.order, $0.name, $0.kind.rawValue) < ($1.order, $1.name, $1.kind.rawValue) }
    }

    private var order: Int { after == nil ? 0 : before == nil ? 1 : 2 }

    private struct Key: Hashable {
        let kind: PackageKind
        let name: String
    }

    /// A package that is there in several versions has them all.
    private static func versions(_ packages: [InstalledPackage]) -> [Key: String] {
        Dictionary(grouping: packages) { Key(kind: $0.kind, name: $0.name) }.mapValues { packages in
            Set(packages.map(\.version)).sorted().joined(separator: ", ")
        }
    }
}
