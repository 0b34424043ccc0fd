package import Transport

/// One place to ask for a repository: the registry itself or a mirror of it.
package struct RegistryEndpoint: Hashable, Sendable {
    /// How messages and credential files name it: `docker.io`, `localhost:5000`.
    package let registry: String
    /// Scheme, host and port of the distribution API; its target is `/`.
    package let url: HTTPURL
    /// The name of the repository there, after rewriting: `library/ubuntu`.
    package let repository: String
    package let trust: HTTPTrust
    /// Whether plain http may be used where https does not answer (an insecure registry).
    package let allowsPlainHTTP: Bool
    /// Whether it is a mirror: what it does not have, or can't give, the next endpoint is asked for.
    package let isMirror: Bool

    package init(
        registry: String, url: HTTPURL, repository: String, trust: HTTPTrust = HTTPTrust(),
        allowsPlainHTTP: Bool = false, isMirror: Bool = false
    ) {
        self.registry = registry
        self.url = url
        self.repository = repository
        self.trust = trust
        self.allowsPlainHTTP = allowsPlainHTTP
        self.isMirror = isMirror
    }
}
