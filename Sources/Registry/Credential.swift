package import Diagnostics

/// Who a registry shall think we are. Never printed.
package enum Credential: Sendable, Hashable {
    case password(username: String, password: String)
    /// An OAuth 2.0 refresh token, as docker's `identitytoken`.
    case identityToken(String)
}

/// Knows the credentials of registries.
package protocol CredentialProvider: Sendable {
    /// The credential for a repository; nil where none is kept.
    ///
    /// - Parameters:
    ///   - registry: `docker.io`, `localhost:5000`.
    ///   - repository: `library/ubuntu`; entries may be kept for a part of it.
    /// - Throws: `usage` for a broken file, `programMissing` or `stepFailed` for a broken credential helper.
    func credential(for registry: String, repository: String) async throws(BuildError) -> Credential?
}
