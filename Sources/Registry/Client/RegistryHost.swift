import Diagnostics
import ImageModel
import Synchronization
import Transport

/// One registry, as this process has come to know it: how it is reached, what it wants to be shown, what is going on
/// with it.
final class RegistryHost: Sendable {
    /// What makes two endpoints the same registry.
    struct Key: Hashable {
        let registry: String
        let url: HTTPURL
        let trust: HTTPTrust
        let allowsPlainHTTP: Bool
    }

    let registry: String
    let settings: RegistrySettings
    let downloads: AsyncSemaphore
    let uploads: AsyncSemaphore
    let earlyUploads = EarlyUploads()
    /// Held while the list of referrers of something is read, changed and written.
    let referrersTurn = AsyncSemaphore(1)
    /// Whether it could not be reached and is, as a mirror, no longer asked.
    let isGivenUp = Atomic(false)
    /// Whether it takes a blob in one request only.
    let refusesChunks = Atomic(false)
    private let key: Key
    private let transport: any HTTPTransport
    private let authorizer: Authorizer
    private let base = Mutex<HTTPURL?>(nil)
    private let opening = AsyncSemaphore(1)

    init(
        _ key: Key, _ transport: any HTTPTransport, _ credentials: any CredentialProvider, _ settings: RegistrySettings
    ) {
        registry = key.registry
        self.key = key
        self.settings = settings
        self.transport = transport
        downloads = AsyncSemaphore(settings.transfers)
        uploads = AsyncSemaphore(settings.transfers)
        authorizer = Authorizer(
            registry: key.registry, transport: transport, credentials: credentials, trust: key.trust)
    }

    /// The address of a path below `/v2/`, on the scheme that works.
    func url(_ path: String) async throws(BuildError) -> HTTPURL {
        let base = try await open()
        return HTTPURL(isSecure: base.isSecure, host: base.host, port: base.port, target: "/v2/\(path)")
    }

    /// Sends a request and gives its response, whatever the status. Only the registry itself is shown credentials, and
    /// trusted as it is set up; a request that it refuses with 401 is repeated once with new ones.
    func send(_ request: HTTPRequest, for access: RegistryAccess) async throws(BuildError) -> HTTPResponse {
        guard request.url.hasSameOrigin(as: try await open()) else { return try await transport.send(request) }
        var request = request
        request.trust = key.trust
        request.authorization = try await authorizer.authorization(for: access, at: request.url)
        let response = try await transport.send(request)
        guard response.status == 401, response.url.hasSameOrigin(as: request.url) else { return response }
        try learn(from: response)
        let refused = request.authorization
        request.authorization = try await authorizer.authorization(for: access, at: request.url, refused: refused)
        guard request.authorization != refused else { return response }
        await response.discard()
        return try await transport.send(request)
    }

    /// Where an answer of the registry sends us on. One that calls itself `http` behind a proxy that speaks https is
    /// asked by https all the same.
    ///
    /// - Throws: `corrupt` if it leads from https to plain http elsewhere.
    func location(_ reference: String, from url: HTTPURL) async throws(BuildError) -> HTTPURL {
        let base = try await open()
        let location = try url.resolving(reference)
        guard base.isSecure, !location.isSecure else { return location }
        guard location.host == base.host else {
            throw BuildError(
                .corrupt, "'\(registry)' sends us from https to '\(location)', where anybody could read along")
        }
        return HTTPURL(isSecure: true, host: base.host, port: base.port, target: location.target)
    }

    /// Finds out, once, which scheme works and what the registry asks for (distribution specification, "Determining
    /// Support").
    private func open() async throws(BuildError) -> HTTPURL {
        if let known = base.withLock({ $0 }) { return known }
        return try await opening.withPermit { () async throws(BuildError) -> HTTPURL in
            if let known = self.base.withLock({ $0 }) { return known }
            let found = try await self.probe()
            self.base.withLock { $0 = found }
            return found
        }
    }

    private func probe() async throws(BuildError) -> HTTPURL {
        guard key.url.isSecure, key.allowsPlainHTTP else {
            _ = try await probe(key.url, isRepeatable: true)
            return key.url
        }
        do throws(BuildError) {
            _ = try await probe(key.url, isRepeatable: false)
            return key.url
        } catch {
            guard error.code == .unreachable else { throw error }
            let plain = HTTPURL(
                isSecure: false, host: key.url.host, port: key.url.port == 443 ? 80 : key.url.port)
            // A server that speaks https answers plain http too, though not like a registry.
            guard let status = try? await probe(plain, isRepeatable: true), status == 200 || status == 401 else {
                throw error
            }
            return plain
        }
    }

    private func probe(_ url: HTTPURL, isRepeatable: Bool) async throws(BuildError) -> Int {
        var request = HTTPRequest(
            .get, HTTPURL(isSecure: url.isSecure, host: url.host, port: url.port, target: "/v2/"), trust: key.trust)
        request.isRepeatable = isRepeatable
        let response = try await transport.send(request)
        if response.status == 401, response.url.hasSameOrigin(as: url) { try learn(from: response) }
        await response.discard()
        return response.status
    }

    private func learn(from response: HTTPResponse) throws(BuildError) {
        try authorizer.learn(Challenge.parse(response.headers.all("WWW-Authenticate")), from: response.url)
    }
}
