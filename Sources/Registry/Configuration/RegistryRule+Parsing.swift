import ConfigurationFiles
import Diagnostics
import ImageModel

extension RegistryRule {
    /// A rule of version 1, which is about a whole registry.
    init(registry: String, isInsecure: Bool, isBlocked: Bool, file: String) {
        prefix = registry
        location = nil
        self.isInsecure = isInsecure
        self.isBlocked = isBlocked
        mirrors = []
        self.file = file
    }

    /// Reads one `[[registry]]` table.
    ///
    /// - Throws: `usage` that names the file and the key.
    init(_ table: ConfigurationTable) throws(BuildError) {
        let locationText = try table.string("location") ?? ""
        let prefixText = try table.string("prefix") ?? ""
        guard !locationText.isEmpty || prefixText.hasPrefix("*.") else { throw table.invalid("location", "is missing") }
        prefix =
            prefixText.isEmpty
            ? try Self.prefix(locationText, "location", in: table) : try Self.prefix(prefixText, "prefix", in: table)
        location = try Self.location(locationText, prefix: prefix, in: table)
        isInsecure = try table.bool("insecure")
        isBlocked = try table.bool("blocked") ?? false
        let isByDigestOnly = try table.bool("mirror-by-digest-only") ?? false
        var mirrors = [Mirror]()
        for mirror in try table.tables("mirror") {
            mirrors.append(try Mirror(mirror, isByDigestOnly: isByDigestOnly))
        }
        self.mirrors = mirrors
        file = table.file
    }

    /// `*.HOST`, or a place in a registry, which may end in a tag or a digest.
    private static func prefix(
        _ text: String, _ key: String, in table: ConfigurationTable
    ) throws(BuildError) -> String {
        if text.hasPrefix("*.") {
            // Any subdomain will do to see whether the rest is a host.
            let host = RegistryLocation("any\(text.dropFirst())")
            if let host, host.isRegistry, !host.text.contains(":") { return text }
            throw table.invalid(key, "must be only a host name after the '*.': '\(text)'")
        }
        if let location = RegistryLocation(text) { return location.text }
        if let image = try? ImageReference(parsing: text), image.description == text { return text }
        throw table.noLocation(key, text)
    }

    private static func location(
        _ text: String, prefix: String, in table: ConfigurationTable
    ) throws(BuildError) -> RegistryLocation? {
        guard !text.isEmpty else { return nil }
        // What is for one tag must lead to the same tag.
        let suffix = tagAndDigest(of: prefix)
        guard text.hasSuffix(suffix), let location = RegistryLocation(String(text.dropLast(suffix.count))) else {
            throw table.noLocation("location", text)
        }
        return location
    }

    /// `:TAG`, `@DIGEST`, or nothing.
    private static func tagAndDigest(of prefix: String) -> String {
        guard RegistryLocation(prefix) == nil, let image = try? ImageReference(parsing: prefix) else { return "" }
        return String(image.description.dropFirst(image.name.count))
    }
}

extension RegistryRule.Mirror {
    fileprivate init(_ table: ConfigurationTable, isByDigestOnly: Bool) throws(BuildError) {
        let text = try table.string("location") ?? ""
        guard let location = RegistryLocation(text) else { throw table.noLocation("location", text) }
        self.location = location
        isInsecure = try table.bool("insecure")
        use = try Self.use(table, isByDigestOnly: isByDigestOnly)
    }

    private static func use(
        _ table: ConfigurationTable, isByDigestOnly: Bool
    ) throws(BuildError) -> RegistryRule.Use {
        let text = try table.string("pull-from-mirror") ?? ""
        guard !text.isEmpty else { return isByDigestOnly ? .digestOnly : .all }
        guard !isByDigestOnly else {
            throw table.invalid("pull-from-mirror", "can't be used together with 'mirror-by-digest-only'")
        }
        if let use = RegistryRule.Use(rawValue: text) { return use }
        let uses = RegistryRule.Use.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        throw table.invalid("pull-from-mirror", "must be one of \(uses), not '\(text)'")
    }
}

extension ConfigurationTable {
    fileprivate func noLocation(_ key: String, _ text: String) -> BuildError {
        invalid(key, "must be a registry or a part of one, without a scheme: '\(text)'")
    }
}
