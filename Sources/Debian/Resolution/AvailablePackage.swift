package import ImageModel

/// A package as an archive's index has it: one stanza of a `Packages` file (Debian's repository format, "Packages
/// Indices").
package struct AvailablePackage: Sendable {
    package let name: String
    package let version: DebianVersion
    /// `amd64`, `all`.
    package let architecture: String
    /// `trixie`, `trixie-security`.
    package let suite: String
    /// Below the archive's address.
    package let path: String
    /// Of the package's file, in bytes.
    package let size: Int64
    /// Of the package's file.
    package let digest: Digest
    /// About how much it takes when it is unpacked, in bytes.
    package let installedSize: Int64
    /// How usual it is to have it, the most usual first (Debian Policy 2.5).
    let priority: Int
    /// `Pre-Depends` and `Depends`.
    let dependencies: [[PackageRelation]]
    let provides: [PackageRelation]
    /// `Conflicts` and `Breaks`.
    let conflicts: [PackageRelation]

    /// Nil for a stanza that lacks a field, or has one that is malformed.
    init?(_ stanza: ControlFile.Stanza, suite: String) {
        guard let name = stanza["package"], PackageRelation.isName(name),
            let version = stanza["version"].flatMap({ DebianVersion($0) }), let architecture = stanza["architecture"],
            let path = stanza["filename"], AvailablePackage.isInside(path),
            let size = stanza["size"].flatMap(Int64.init), size > 0,
            let digest = stanza["sha256"].flatMap({ Digest(hex: $0) })
        else { return nil }
        self.name = name
        self.version = version
        self.architecture = architecture
        self.suite = suite
        self.path = path
        self.size = size
        self.digest = digest
        installedSize =
            (stanza["installed-size"].flatMap(Int64.init) ?? 0).multipliedReportingOverflow(by: 1024).partialValue
        priority =
            AvailablePackage.priorities.firstIndex { $0 == stanza["priority"] } ?? AvailablePackage.priorities.count
        dependencies = PackageRelation.groups(stanza["pre-depends"]) + PackageRelation.groups(stanza["depends"])
        provides = PackageRelation.groups(stanza["provides"]).flatMap(\.self)
        conflicts = (PackageRelation.groups(stanza["conflicts"]) + PackageRelation.groups(stanza["breaks"])).flatMap(
            \.self)
    }

    private static let priorities = ["required", "important", "standard", "optional"]

    /// Whether a relation means this package, by its own name or by one that it provides.
    func satisfies(_ relation: PackageRelation) -> Bool {
        guard matches(relation.architecture) else { return false }
        if relation.name == name, relation.accepts(version) { return true }
        return provides.contains { provided in
            provided.name == relation.name && relation.accepts(provided.version?.version)
        }
    }

    /// Whether the two can't be in one root file system because this one says so.
    func conflicts(with other: AvailablePackage) -> PackageRelation? {
        guard name != other.name else { return nil }
        return conflicts.first { other.satisfies($0) }
    }

    private func matches(_ wanted: String?) -> Bool {
        guard let wanted else { return true }
        return ["any", "native", "all", architecture].contains(wanted) || architecture == "all"
    }

    /// Whether a path stays below the archive's address.
    private static func isInside(_ path: String) -> Bool {
        !path.hasPrefix("/") && path.utf8.count <= 1024
            && path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { $0 != ".." && $0 != "" }
            && path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    }
}
