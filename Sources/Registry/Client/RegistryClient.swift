package import Diagnostics
import Synchronization
package import Transport

/// Speaks to registries, and remembers for the life of the process how each one wants to be spoken to.
package final class RegistryClient: Sendable {
    private let transport: any HTTPTransport
    private let credentials: any CredentialProvider
    private let settings: RegistrySettings
    private let warn: @Sendable (Diagnostic) -> Void
    private let hosts = Mutex([RegistryHost.Key: RegistryHost]())

    /// - Parameter warn: takes what went wrong and could be helped.
    package init(
        transport: any HTTPTransport, credentials: any CredentialProvider, settings: RegistrySettings,
        warn: @escaping @Sendable (Diagnostic) -> Void = { _ in }
    ) {
        self.transport = transport
        self.credentials = credentials
        self.settings = settings
        self.warn = warn
    }

    /// A repository at one place, to read and to write.
    ///
    /// - Parameter mountCandidates: other repositories there that may have the blobs to be written, likeliest first.
    package func repository(at endpoint: RegistryEndpoint, mountCandidates: [String] = []) -> Repository {
        Repository(endpoint, host(of: endpoint), mountCandidates: mountCandidates)
    }

    /// A repository at all the places that have it, to read.
    package func repository(at endpoints: [RegistryEndpoint]) -> MirroredRepository {
        MirroredRepository(endpoints.map { repository(at: $0) }, warn: warn)
    }

    /// Finds out whether a registry accepts a credential, as a login does.
    ///
    /// - Throws: `denied` if it does not; `unreachable`.
    package func verify(_ credential: Credential, at endpoint: RegistryEndpoint) async throws(BuildError) {
        let host = RegistryHost(endpoint.hostKey, transport, SingleCredential(credential: credential), settings)
        let response = try await host.send(
            HTTPRequest(.get, try await host.url("")), for: RegistryAccess(endpoint.repository, []))
        guard response.status == 200 else {
            throw await RegistryFailure.error(
                "'\(endpoint.registry)' can't be logged in to", response, registry: endpoint.registry)
        }
        await response.discard()
    }

    private func host(of endpoint: RegistryEndpoint) -> RegistryHost {
        hosts.withLock { hosts in
            if let known = hosts[endpoint.hostKey] { return known }
            let host = RegistryHost(endpoint.hostKey, transport, credentials, settings)
            hosts[endpoint.hostKey] = host
            return host
        }
    }
}

extension RegistryEndpoint {
    fileprivate var hostKey: RegistryHost.Key {
        RegistryHost.Key(registry: registry, url: url, trust: trust, allowsPlainHTTP: allowsPlainHTTP)
    }
}

/// The one credential that is to be tried.
private struct SingleCredential: CredentialProvider {
    let credential: Credential

    func credential(for registry: String, repository: String) async throws(BuildError) -> Credential? { credential }
}
