/// What is known of one vulnerability, as OSV writes it (OSV schema 1.7).
struct Advisory: Decodable {
    struct Affected: Decodable {
        struct Package: Decodable {
            let ecosystem: String
            let name: String
        }

        /// Nil for advisories about source code only.
        let package: Package?
        let ranges: [AffectedRange]?
        let versions: [String]?
    }

    let id: String
    let aliases: [String]?
    let summary: String?
    let details: String?
    /// When it was withdrawn, nil if it stands.
    let withdrawn: String?
    let affected: [Affected]?

    /// One line for people.
    var headline: String {
        let text = [summary, details].compactMap { $0 }.first { !$0.isEmpty } ?? ""
        let line = text.split(whereSeparator: \.isNewline).first ?? ""
        let printable = line.unicodeScalars.filter(\.isVisible)
        return String(String.UnicodeScalarView(printable).prefix(300))
    }

    /// The registry and the name, in its normal form, of what an entry is about.
    static func key(_ affected: Affected) -> AdvisoryDatabase.Key? {
        guard let package = affected.package, let ecosystem = Ecosystem(rawValue: package.ecosystem) else { return nil }
        return AdvisoryDatabase.Key(ecosystem: ecosystem, name: ecosystem.normalized(package.name))
    }
}

extension Advisory.Affected {
    /// Whether a version is listed or in a range (OSV schema, "Evaluation"). One that can't be compared may be listed.
    func includes(_ text: String, in ecosystem: Ecosystem) -> Bool {
        if versions?.contains(text) == true { return true }
        guard let version = ecosystem.version(text) else { return false }
        // Versions are written in many ways, and long lists take longer to read than ranges.
        return ranges?.contains { $0.includes(version, in: ecosystem) } == true
            || versions?.contains { ecosystem.version($0) == version } == true
    }

    /// The versions above `version` that are told to be fixed.
    func fixes(above version: String, in ecosystem: Ecosystem) -> [(version: Ecosystem.Version, text: String)] {
        guard let installed = ecosystem.version(version) else { return [] }
        return (ranges ?? []).filter(\.isOfVersions).flatMap(\.events).compactMap(\.fixed).compactMap { text in
            ecosystem.version(text).flatMap { $0 > installed ? ($0, text) : nil }
        }
    }
}
