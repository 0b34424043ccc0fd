import Diagnostics

/// All that can be installed: the packages of a release, its updates and its security updates, for one architecture.
package struct AvailablePackages: Sendable {
    package let release: DebianRelease
    package let architecture: String
    /// When the release files were made, RFC 3339, by code name.
    package let dates: [String: String]
    let indexes: [PackageIndex]

    /// The versions of a package, the newest first; of equal ones, that of the suite that comes first.
    package func packages(named name: String) -> [AvailablePackage] {
        sorted(indexes.flatMap { $0.packages(named: name) })
    }

    /// The packages that provide a name which is not their own, the most usual first, then by name, of each the newest
    /// first.
    func packages(providing name: String) -> [AvailablePackage] {
        let packages = sorted(indexes.flatMap { $0.packages(providing: name) })
        return packages.enumerated().sorted {
            ($0.element.priority, $0.offset) < ($1.element.priority, $1.offset)
        }.map(\.element)
    }

    /// The names of the packages that every Debian has (`Essential: yes`, Debian Policy 3.8).
    var essentialNames: [String] { Set(indexes.flatMap(\.essentialNames)).sorted() }

    private func sorted(_ packages: [AvailablePackage]) -> [AvailablePackage] {
        packages.enumerated().sorted { left, right in
            if left.element.name != right.element.name { return left.element.name < right.element.name }
            if left.element.version != right.element.version { return left.element.version > right.element.version }
            return left.offset < right.offset
        }.map(\.element)
    }

    /// The error for a name that no package has.
    func unknown(_ name: String, because reason: String = "") -> BuildError {
        let near = Set(
            indexes.flatMap { index in
                index.names.filter { $0.first == name.first && abs($0.utf8.count - name.utf8.count) <= 3 }
            })
        let providers = Set(packages(providing: name).map(\.name)).sorted()
        let help =
            providers.isEmpty
            ? Suggestion.help(for: name, in: near.sorted())
            : "packages that provide it: \(providers.prefix(5).joined(separator: ", "))"
        return BuildError(
            .notFound, "there is no package '\(name)' in \(release) for \(architecture)\(reason)", help: help)
    }
}
