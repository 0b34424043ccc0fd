package import Diagnostics
import SystemPackage

/// Finds, keeps and forgets the credentials of registries, in files and in programs that files name.
///
/// `REGISTRY_AUTH_FILE` names a file that counts alone. Without it there are, in this order:
///
/// 1. docker's `config.json` in `$DOCKER_CONFIG`, else in `$HOME/.docker`
/// 2. podman's `$XDG_RUNTIME_DIR/containers/auth.json`, without the variable `/run/containers/UID/auth.json`
/// 3. `$XDG_CONFIG_HOME/containers/auth.json`
/// 4. `$HOME/.dockercfg`
///
/// Docker's file is first (podman has it third) since that is where a login goes: what was logged in to last counts.
/// The first file that has something for a registry is used; in it, a program before an entry, and of entries the one
/// with the longest path. `credential-helpers` of registries.conf may put programs before the files, or in their place.
package struct CredentialFiles: CredentialProvider {
    let host: HostEnvironment
    /// Who is asked, in order: `RegistryConfiguration.credentialFiles`, or names of programs.
    let helpers: [String]

    /// - Parameter helpers: `RegistryConfiguration.credentialHelpers`.
    package init(_ host: HostEnvironment, helpers: [String] = [RegistryConfiguration.credentialFiles]) {
        self.host = host
        self.helpers = helpers
    }

    /// See `CredentialProvider`.
    package func credential(
        for registry: String, repository: String
    ) async throws(BuildError) -> Credential? {
        let scope = CredentialScope(key: registry)
        for helper in helpers {
            let found =
                helper == RegistryConfiguration.credentialFiles
                ? try await credentialInFiles(for: scope, repository: repository)
                : try await configuredHelper(helper).credential(for: scope)
            if let found { return found }
        }
        return nil
    }

    private func credentialInFiles(
        for scope: CredentialScope, repository: String
    ) async throws(BuildError) -> Credential? {
        for place in places {
            let file = try file(place)
            let helper = try file.helper(for: scope)
            if let credential = try await helper?.credential(for: scope) { return credential }
            if let credential = try file.credential(for: scope.registry, repository: repository) { return credential }
        }
        return nil
    }

    /// One that registries.conf names.
    func configuredHelper(_ name: String) throws(BuildError) -> CredentialHelper {
        try CredentialHelper(name, from: "registries.conf", environment: host.variables)
    }

    func file(_ place: Place) throws(BuildError) -> CredentialFile {
        try CredentialFile(place.path, environment: host.variables, isLegacy: place.isLegacy)
    }

    /// Where a file may be.
    struct Place {
        let path: FilePath
        /// Whether it is a `.dockercfg`.
        var isLegacy = false
    }

    /// The places of files, in order.
    var places: [Place] {
        if let path = host.file("REGISTRY_AUTH_FILE") { return [Place(path: path)] }
        let running =
            host.directory("XDG_RUNTIME_DIR")?.appending("containers")
            ?? host.root.appending("run/containers/\(host.userID)")
        let user = host.configurationHome?.appending("containers")
        let paths = [dockerFile, running.appending("auth.json"), user?.appending("auth.json")]
        let legacy = host.home.map { Place(path: $0.appending(".dockercfg"), isLegacy: true) }
        return paths.compactMap { $0.map { Place(path: $0) } } + [legacy].compactMap { $0 }
    }

    /// The file that logins are written to.
    ///
    /// - Throws: `usage` if there is no place for one.
    func loginPlace() throws(BuildError) -> Place {
        guard let path = host.file("REGISTRY_AUTH_FILE") ?? dockerFile else {
            throw BuildError(
                .usage, "there is no place for credentials: neither DOCKER_CONFIG nor HOME is set",
                help: "set DOCKER_CONFIG to a directory that you can write to")
        }
        return Place(path: path)
    }

    private var dockerFile: FilePath? {
        (host.file("DOCKER_CONFIG") ?? host.home?.appending(".docker"))?.appending("config.json")
    }
}
