/// A range of an advisory: what happened in which version (OSV schema, "affected[].ranges[]").
struct AffectedRange: Decodable {
    struct Event: Decodable {
        let introduced: String?
        let fixed: String?
        let lastAffected: String?
        let limit: String?

        private enum CodingKeys: String, CodingKey {
            case introduced, fixed, limit
            case lastAffected = "last_affected"
        }
    }

    let type: String
    let events: [Event]

    /// Whether it is about versions, not about commits.
    var isOfVersions: Bool { type == "ECOSYSTEM" || type == "SEMVER" }

    /// Whether a version lies in the range; in one that has a version that is none, nothing does.
    func includes(_ version: Ecosystem.Version, in ecosystem: Ecosystem) -> Bool {
        guard isOfVersions, let changes = changes(in: ecosystem) else { return false }
        let limits = events.compactMap(\.limit)
        let isBelowLimit = limits.contains { limit in
            limit == "*" || ecosystem.version(limit).map { version < $0 } == true
        }
        guard limits.isEmpty || isBelowLimit else { return false }
        var isAffected = false
        for change in changes {
            switch change {
            case .introduced(nil): isAffected = true
            case .introduced(let start?) where version >= start: isAffected = true
            case .fixed(let end) where version >= end: isAffected = false
            case .lastAffected(let last) where version > last: isAffected = false
            default: break
            }
        }
        return isAffected
    }

    private enum Change {
        /// Nil is before all versions.
        case introduced(Ecosystem.Version?)
        case fixed(Ecosystem.Version)
        case lastAffected(Ecosystem.Version)

        var version: Ecosystem.Version? {
            switch self {
            case .introduced(let version): version
            case .fixed(let version), .lastAffected(let version): version
            }
        }
    }

    /// In the order of their versions.
    private func changes(in ecosystem: Ecosystem) -> [Change]? {
        var changes = [Change]()
        for event in events {
            if event.introduced == "0" {
                changes.append(.introduced(nil))
                continue
            }
            guard let text = event.introduced ?? event.fixed ?? event.lastAffected else { continue }
            guard let version = ecosystem.version(text) else { return nil }
            if event.introduced != nil {
                changes.append(.introduced(version))
            } else {
                changes.append(event.fixed != nil ? .fixed(version) : .lastAffected(version))
            }
        }
        return changes.sorted { left, right in
            guard let later = right.version else { return false }
            return left.version.map { $0 < later } ?? true
        }
    }
}
