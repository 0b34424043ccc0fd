import Diagnostics
import SystemPackage

/// The contents of docker's `config.json`, podman's `auth.json` or the old `.dockercfg` (containers-auth.json(5)).
struct CredentialFile: Sendable {
    let path: FilePath
    private(set) var document: JSONDocument
    /// That of the programs which the file names.
    private let environment: [String: String]
    /// Whether it is a `.dockercfg`, which is all entries.
    private let isLegacy: Bool

    /// Reads a file; one that is not there has no entries.
    ///
    /// - Throws: `usage` that names the file and the place, and nothing of what is there.
    init(_ path: FilePath, environment: [String: String], isLegacy: Bool = false) throws(BuildError) {
        let bytes = try ConfigurationFile.read(path) ?? []
        try self.init(path, parsing: bytes, environment: environment, isLegacy: isLegacy)
    }

    /// The same for bytes that are read already; an empty file has no entries.
    init(
        _ path: FilePath, parsing bytes: [UInt8], environment: [String: String], isLegacy: Bool = false
    ) throws(BuildError) {
        self.path = path
        self.environment = environment
        self.isLegacy = isLegacy
        do throws(JSONSyntaxError) {
            let isEmpty = bytes.allSatisfy { Unicode.Scalar($0).properties.isWhitespace }
            document = isEmpty ? .object([]) : try JSONParser.parse(bytes)
        } catch {
            throw BuildError(
                .usage,
                "'\(path)' can't be read: expected \(error.expected) at line \(error.line), column \(error.column)")
        }
        guard document.isObject else { throw failure("it must be an object") }
    }

    /// The program that keeps the credential for a registry: `credHelpers` before `credsStore`, as docker has it.
    func helper(for scope: CredentialScope) throws(BuildError) -> CredentialHelper? {
        let helpers = try members("credHelpers")
        if let entry = helpers.last(where: { CredentialScope(key: $0.name) == scope }) {
            return try helper(entry.value, "credHelpers.\(entry.name)")
        }
        return try commonHelper()
    }

    /// `credsStore`; an empty one is none.
    func commonHelper() throws(BuildError) -> CredentialHelper? {
        guard let value = document["credsStore"], value != .string("") else { return nil }
        return try helper(value, "credsStore")
    }

    private func helper(_ value: JSONDocument, _ name: String) throws(BuildError) -> CredentialHelper {
        try CredentialHelper(try text(value, name), from: path.string, environment: environment)
    }

    /// What has a helper of its own.
    func scopesWithHelper() throws(BuildError) -> [CredentialScope] {
        try members("credHelpers").map { CredentialScope(key: $0.name) }
    }

    /// The credentials that are in the file itself, in order.
    func credentials() throws(BuildError) -> [(scope: CredentialScope, credential: Credential)] {
        var credentials = [(CredentialScope, Credential)]()
        for entry in try entries() {
            if let credential = try credential(of: entry) { credentials.append((scope(of: entry), credential)) }
        }
        return credentials
    }

    /// The credential of the entry that is closest to a repository.
    ///
    /// - Throws: `usage` for an entry that can't be used, by its name.
    func credential(for registry: String, repository: String) throws(BuildError) -> Credential? {
        let candidates = try entries().map { ($0, scope(of: $0)) }.filter { $1.covers(repository, of: registry) }
        for (entry, _) in candidates.sorted(by: { $0.1.path.utf8.count > $1.1.path.utf8.count }) {
            if let credential = try credential(of: entry) { return credential }
        }
        return nil
    }

    /// Puts an entry into the place of all that are there for its scope. One without a credential says that a program
    /// has it, as docker notes it.
    mutating func set(_ credential: Credential?, for scope: CredentialScope) throws(BuildError) {
        var entries = try entries()
        let index = entries.firstIndex { self.scope(of: $0) == scope } ?? entries.endIndex
        entries.removeAll { self.scope(of: $0) == scope }
        let value = JSONDocument.object(credential.map(Self.members) ?? [])
        entries.insert(JSONDocument.Member(name: scope.key, value: value), at: index)
        document.set("auths", to: .object(entries))
    }

    /// Whether there is an entry for just this scope.
    func has(_ scope: CredentialScope) throws(BuildError) -> Bool {
        try entries().contains { self.scope(of: $0) == scope }
    }

    /// Removes all entries for a scope.
    mutating func remove(_ scope: CredentialScope) throws(BuildError) {
        document.set("auths", to: .object(try entries().filter { self.scope(of: $0) != scope }))
    }
}

extension CredentialFile {
    func failure(_ why: String) -> BuildError {
        BuildError(.usage, "'\(path)' can't be used: \(why)")
    }

    func text(_ value: JSONDocument, _ name: String) throws(BuildError) -> String {
        guard let text = value.text else { throw failure("'\(name)' must be a text") }
        return text
    }

    /// The members of an object of the file; none if it is not there.
    func members(_ name: String) throws(BuildError) -> [JSONDocument.Member] {
        guard let value = document[name], value != .null else { return [] }
        guard value.isObject else { throw failure("'\(name)' must be an object") }
        return value.members
    }

    /// One for each key.
    private func entries() throws(BuildError) -> [JSONDocument.Member] {
        isLegacy ? document.members : try members("auths")
    }

    private func scope(of entry: JSONDocument.Member) -> CredentialScope {
        CredentialScope(key: entry.name, isAddress: isLegacy)
    }
}
