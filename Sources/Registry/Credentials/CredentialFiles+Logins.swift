package import Diagnostics
import SystemPackage

extension CredentialFiles {
    /// One credential that is kept somewhere.
    package struct Login: Hashable, Sendable {
        /// A registry, or a part of one: `docker.io`, `quay.io/team`.
        package let registry: String
        /// Nil for an identity token.
        package let username: String?
        /// The file, or the program, that keeps it.
        package let keeper: String
    }

    /// Keeps a credential, in place of what there is for the registry: in the program that is configured for it, else
    /// in `REGISTRY_AUTH_FILE`, else in docker's `config.json`. All else in the file stays as it is.
    ///
    /// - Parameter registry: a registry, or a part of one, as a person says it.
    /// - Returns: the file, or the program, that keeps it.
    /// - Throws: `usage` for what is no registry, a user name with a colon, and a file that can't be read or written;
    ///   `programMissing` or `stepFailed` for a program that can't keep it; `diskFull`.
    @discardableResult
    package func store(_ credential: Credential, for registry: String) async throws(BuildError) -> String {
        let scope = try CredentialScope(parsing: registry)
        if case .password(let username, _) = credential, username.contains(":") {
            throw BuildError(.usage, "the user name '\(username)' can't be used: it has a colon")
        }
        if let name = helpers.first, name != RegistryConfiguration.credentialFiles {
            let helper = try configuredHelper(name)
            try await helper.store(credential, for: scope)
            return helper.program
        }
        let place = try loginPlace()
        if let helper = try file(place).helper(for: scope) {
            try await helper.store(credential, for: scope)
            try update(place.path) { (file) throws(BuildError) in try file.set(nil, for: scope) }
            return helper.program
        }
        try update(place.path) { (file) throws(BuildError) in try file.set(credential, for: scope) }
        return place.path.string
    }

    /// Forgets the credential for a registry, in the programs and in the file that `store` may keep it in. Podman's own
    /// files are left alone.
    ///
    /// - Parameter registry: a registry, or a part of one, as a person says it.
    /// - Returns: whether there was one.
    /// - Throws: as `store`.
    @discardableResult
    package func erase(_ registry: String) async throws(BuildError) -> Bool {
        let scope = try CredentialScope(parsing: registry)
        var isFound = false
        for name in helpers where name != RegistryConfiguration.credentialFiles {
            if try await configuredHelper(name).erase(scope) { isFound = true }
        }
        let place = try loginPlace()
        let file = try file(place)
        if let helper = try file.helper(for: scope), try await helper.erase(scope) { isFound = true }
        guard try file.has(scope) else { return isFound }
        try update(place.path) { (file) throws(BuildError) in try file.remove(scope) }
        return true
    }

    /// All credentials that are kept; of several for the same, the one that is used.
    ///
    /// - Throws: as `credential`.
    package func list() async throws(BuildError) -> [Login] {
        var logins = [Login]()
        for name in helpers {
            guard name == RegistryConfiguration.credentialFiles else {
                logins += try await self.logins(in: configuredHelper(name))
                continue
            }
            for place in places { logins += try await self.logins(in: file(place)) }
        }
        var seen = Set<String>()
        return logins.filter { seen.insert($0.registry).inserted }
    }

    private func logins(in helper: CredentialHelper) async throws(BuildError) -> [Login] {
        try await helper.list().map {
            Login(registry: $0.scope.description, username: $0.username, keeper: helper.program)
        }
    }

    private func logins(in file: CredentialFile) async throws(BuildError) -> [Login] {
        var logins = [Login]()
        for scope in try file.scopesWithHelper() {
            guard let helper = try file.helper(for: scope), let credential = try await helper.credential(for: scope)
            else { continue }
            logins.append(Login(registry: scope.description, username: credential.username, keeper: helper.program))
        }
        if let helper = try file.commonHelper() { logins += try await self.logins(in: helper) }
        for (scope, credential) in try file.credentials() {
            logins.append(
                Login(registry: scope.description, username: credential.username, keeper: file.path.string))
        }
        return logins
    }

    private func update(
        _ path: FilePath, _ change: (inout CredentialFile) throws(BuildError) -> Void
    ) throws(BuildError) {
        try PrivateFile.update(path) { (bytes) throws(BuildError) in
            var file = try CredentialFile(path, parsing: bytes, environment: host.variables)
            try change(&file)
            return file.document.bytes
        }
    }
}

extension Credential {
    fileprivate var username: String? {
        switch self {
        case .password(let username, _): username
        case .identityToken: nil
        }
    }
}
