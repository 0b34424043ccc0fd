import Diagnostics
import ImageModel
import Registry
import Store
import SystemPackage
import Transport

/// The registries, reached as this machine is configured to reach them.
struct Registries: Sendable {
    let configuration: RegistryConfiguration
    private let client: RegistryClient
    /// Whether certificates are verified, whatever the configuration says; nil leaves it to that.
    private let verifiesTLS: Bool?

    /// - Parameters:
    ///   - temporaryDirectory: where blobs are kept while they are sent.
    ///   - access: what the command line says of them.
    ///   - warn: takes what went wrong and could be helped.
    /// - Throws: `usage` for a configuration file that can't be used.
    init(
        _ session: Session, temporaryDirectory: String, access: RegistryAccess? = nil,
        warn: @escaping @Sendable (Diagnostic) -> Void
    ) throws(BuildError) {
        var variables = session.environment
        if let file = access?.credentialFile { variables["REGISTRY_AUTH_FILE"] = file.string }
        let host = HostEnvironment(variables: variables)
        configuration = try RegistryConfiguration.load(
            host, certificates: access?.certificates.map { CertificateDirectories(forAll: $0) })
        var settings = session.httpSettings
        var transfers = RegistrySettings(temporaryDirectory: temporaryDirectory)
        if let attempts = access?.attempts { (settings.attempts, transfers.attempts) = (attempts, attempts) }
        if let delay = access?.delay { (settings.retryDelay, transfers.delay) = (delay, delay) }
        client = RegistryClient(
            transport: HTTPClientTransport(settings: settings),
            credentials: access?.credential.map { GivenCredential(credential: $0) }
                ?? CredentialFiles(host, helpers: configuration.credentialHelpers),
            settings: transfers, warn: warn)
        verifiesTLS = access?.verifiesTLS
    }

    /// The images that a name may mean, in the order in which they are looked for: a name without a registry may be one in
    /// several.
    ///
    /// - Throws: `usage` for a name that is ambiguous.
    func candidates(for reference: ImageReference) throws(BuildError) -> [ImageReference] {
        reference.hasExplicitRegistry
            ? [reference] : try configuration.references(forShortName: reference.familiar)
    }

    /// The places that an image can be read from, in the order in which they are asked.
    func source(of reference: ImageReference) throws(BuildError) -> MirroredRepository {
        client.repository(
            at: try configuration.endpoints(for: reference, forPush: false, verifiesTLS: verifiesTLS))
    }

    /// The repository that an image is written to.
    ///
    /// - Parameter others: images that may have blobs in common with it; those of the same registry are asked for them.
    func destination(of reference: ImageReference, others: [ImageReference] = []) throws(BuildError) -> Repository {
        let endpoints = try configuration.endpoints(for: reference, forPush: true, verifiesTLS: verifiesTLS)
        guard let endpoint = endpoints.last else {
            throw BuildError(.internalError, "nothing says where '\(reference.familiar)' is pushed to")
        }
        var candidates = [String]()
        for other in others where other.registry == reference.registry && !candidates.contains(other.repository) {
            candidates.append(other.repository)
        }
        return client.repository(at: endpoint, mountCandidates: candidates)
    }

    /// Finds out whether a registry accepts a credential.
    ///
    /// - Throws: `denied` if it does not; `unreachable`.
    func verify(_ credential: Credential, for registry: ImageReference) async throws(BuildError) {
        for endpoint in try configuration.endpoints(for: registry, forPush: true, verifiesTLS: verifiesTLS) {
            try await client.verify(credential, at: endpoint)
        }
    }
}

extension ImageReference {
    /// Which manifest of its repository is meant.
    var manifestName: ManifestName { digest.map { .digest($0) } ?? .tag(tag ?? "latest") }
}
