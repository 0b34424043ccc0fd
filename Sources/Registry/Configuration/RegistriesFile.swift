import ConfigurationFiles
import Diagnostics
import ImageModel

/// What one `registries.conf` says; nil for what it does not mention.
struct RegistriesFile {
    private(set) var credentialHelpers: [String]?
    private(set) var searchRegistries: [String]?
    private(set) var shortNameMode: RegistryConfiguration.ShortNameMode?
    /// An empty value takes back what an earlier file says.
    private(set) var aliases = [String: String]()
    private(set) var rules = [RegistryRule]()

    /// Reads a file of version 2, or 1. What it has beyond the manual page is passed over.
    ///
    /// - Throws: `usage`.
    init(_ file: SourceFile, allowsVersion1: Bool) throws(BuildError) {
        let table = try ConfigurationTable(parsing: file)
        try readVersion2(table)
        guard let old = try table.table("registries") else { return }
        guard allowsVersion1 else { throw table.invalid("registries", "is of version 1, which a drop-in can't be") }
        try readVersion1(old)
    }

    private mutating func readVersion2(_ table: ConfigurationTable) throws(BuildError) {
        credentialHelpers = try table.strings("credential-helpers")
        let search = "unqualified-search-registries"
        searchRegistries = try table.strings(search).map { (texts) throws(BuildError) in
            try Self.registries(texts, search, in: table)
        }
        shortNameMode = try Self.shortNameMode(table)
        for rule in try table.tables("registry") { rules.append(try RegistryRule(rule)) }
        guard let names = try table.table("aliases") else { return }
        for name in names.keys { aliases[name] = try Self.alias(name, in: names) }
    }

    /// Three lists of registries (containers-registries.conf(5), "version 1 format").
    private mutating func readVersion1(_ table: ConfigurationTable) throws(BuildError) {
        func list(_ key: String) throws(BuildError) -> [String] {
            guard let section = try table.table(key) else { return [] }
            return try Self.registries(try section.strings("registries") ?? [], "registries", in: section)
        }
        let (search, insecure, blocked) = (try list("search"), try list("insecure"), try list("block"))
        guard !(search + insecure + blocked).isEmpty else { return }
        guard rules.isEmpty, searchRegistries == nil else {
            throw table.invalid("search", "and its like can't be used together with version 2")
        }
        searchRegistries = search
        rules = Set(insecure + blocked).map { registry in
            RegistryRule(
                registry: registry, isInsecure: insecure.contains(registry), isBlocked: blocked.contains(registry),
                file: table.file)
        }
    }

    private static func registries(
        _ texts: [String], _ key: String, in table: ConfigurationTable
    ) throws(BuildError) -> [String] {
        var registries = [String]()
        for text in texts {
            guard let location = RegistryLocation(text), location.isRegistry else {
                throw table.invalid(key, "must list registries: '\(text)' is none")
            }
            registries.append(location.text)
        }
        return registries
    }

    private static func shortNameMode(
        _ table: ConfigurationTable
    ) throws(BuildError) -> RegistryConfiguration.ShortNameMode? {
        guard let text = try table.string("short-name-mode"), !text.isEmpty else { return nil }
        if let mode = RegistryConfiguration.ShortNameMode(rawValue: text) { return mode }
        let modes = RegistryConfiguration.ShortNameMode.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        throw table.invalid("short-name-mode", "must be one of \(modes), not '\(text)'")
    }

    /// What a short name stands for: a full name without tag and digest, or nothing.
    private static func alias(_ name: String, in table: ConfigurationTable) throws(BuildError) -> String {
        guard RegistryConfiguration.isShortName(name), !name.contains(where: { $0 == ":" || $0 == "@" }) else {
            throw table.invalid(name, "is not a short name: it can't have a registry, a tag or a digest")
        }
        let target = try table.string(name) ?? ""
        guard target.isEmpty || RegistryLocation(target).map({ !$0.isRegistry }) ?? false else {
            throw table.invalid(name, "must be a full name without tag and digest, not '\(target)'")
        }
        return target
    }
}
