package import Diagnostics
import FoundationEssentials

/// Advisories about the packages of programming languages, as OSV publishes them (https://ossf.github.io/osv-schema).
package struct AdvisoryDatabase: Sendable {
    struct Key: Hashable {
        let ecosystem: Ecosystem
        let name: String
    }

    /// An advisory and its entries for one package.
    private struct Entry: Sendable {
        let advisory: Advisory
        let affected: [Advisory.Affected]
    }

    private var entries: [Key: [Entry]] = [:]
    /// How many advisories that stand were read.
    package private(set) var count = 0

    package init() {}

    /// Adds those of a JSON file: one advisory, an array of them, or an object with the list `vulns` or `results`.
    /// Withdrawn advisories are left out.
    ///
    /// - Parameter name: the file's name, for errors.
    /// - Throws: `invalidInput` for a file that is something else.
    package mutating func add(_ file: [UInt8], named name: String) throws(BuildError) {
        for advisory in try AdvisoryDatabase.advisories(file, named: name) where advisory.withdrawn == nil {
            count += 1
            let groups = Dictionary(grouping: advisory.affected ?? [], by: Advisory.key)
            for case (let key?, let affected) in groups {
                entries[key, default: []].append(Entry(advisory: advisory, affected: affected))
            }
        }
    }

    private static func advisories(_ file: [UInt8], named name: String) throws(BuildError) -> [Advisory] {
        do {
            return try JSONDecoder().decode(AdvisoryDocument.self, from: Data(file)).advisories
        } catch {
            let reason = (error as? DecodingError).map(reason) ?? "it is no JSON"
            throw BuildError(.invalidInput, "advisories '\(name)' can't be read: \(reason)", underlying: error)
        }
    }

    private static func reason(_ error: DecodingError) -> String {
        func place(_ path: [any CodingKey], _ key: (any CodingKey)? = nil) -> String {
            let steps = (path + [key].compactMap { $0 }).map { step in
                step.intValue.map { "[\($0)]" } ?? ".\(step.stringValue)"
            }
            let text = steps.joined()
            return text.hasPrefix(".") ? String(text.dropFirst()) : text
        }
        switch error {
        case .keyNotFound(let key, let context): return "'\(place(context.codingPath, key))' is missing"
        case .typeMismatch(_, let context) where !context.codingPath.isEmpty,
            .valueNotFound(_, let context) where !context.codingPath.isEmpty:
            return "'\(place(context.codingPath))' is of the wrong type"
        case .dataCorrupted: return "it is no JSON"
        default: return "it has no advisories"
        }
    }

    /// What the advisories say of packages, each vulnerability once a package and path, by path, package and ID.
    ///
    /// Advisories that share an ID or an alias are one.
    package func vulnerabilities(in packages: some Sequence<InstalledPackage>) -> [Vulnerability] {
        packages.flatMap(vulnerabilities).sorted { left, right in
            (left.path, left.package, left.id) < (right.path, right.package, right.id)
        }
    }

    private func vulnerabilities(in package: InstalledPackage) -> [Vulnerability] {
        guard let ecosystem = Ecosystem(package.kind) else { return [] }
        let key = Key(ecosystem: ecosystem, name: ecosystem.normalized(package.name))
        var found = [Vulnerability]()
        for entry in (entries[key] ?? []).sorted(by: { $0.advisory.id < $1.advisory.id })
        where entry.affected.contains(where: { $0.includes(package.version, in: ecosystem) }) {
            let fixed = entry.affected.flatMap { $0.fixes(above: package.version, in: ecosystem) }
                .min { $0.version < $1.version }
            let vulnerability = Vulnerability(entry.advisory, package, fixed: fixed?.text)
            if let same = found.firstIndex(where: { !$0.names.isDisjoint(with: vulnerability.names) }) {
                found[same] = found[same].joined(vulnerability)
            } else {
                found.append(vulnerability)
            }
        }
        return found
    }
}
