import Diagnostics
import ImageModel
import Synchronization
import Transport

/// Knows how one registry wants to be shown who we are, and has the tokens for it.
final class Authorizer: Sendable {
    private enum Method {
        case none
        case basic
        case bearer(TokenService)
    }

    private struct TokenKey: Hashable {
        let service: TokenService
        let access: RegistryAccess
    }

    private struct State {
        var method = Method.none
        var tokens = [TokenKey: Token]()
        var credentials = [String: Credential?]()
    }

    private let registry: String
    private let transport: any HTTPTransport
    private let credentials: any CredentialProvider
    private let trust: HTTPTrust
    private let state = Mutex(State())
    /// One asks for a token while the others wait, so that they find it.
    private let turn = AsyncSemaphore(1)

    init(
        registry: String, transport: any HTTPTransport, credentials: any CredentialProvider, trust: HTTPTrust
    ) {
        self.registry = registry
        self.transport = transport
        self.credentials = credentials
        self.trust = trust
    }

    /// Takes the challenges of a response with status 401 that came from the registry itself.
    ///
    /// - Throws: `denied` if it asks for something that Pith can't do.
    func learn(_ challenges: [Challenge], from url: HTTPURL) throws(BuildError) {
        guard !challenges.isEmpty else { return }
        let method: Method
        if let bearer = challenges.first(where: { $0.scheme == "bearer" }), let realm = bearer.parameters["realm"] {
            method = .bearer(TokenService(realm: try url.resolving(realm), service: bearer.parameters["service"]))
        } else if challenges.contains(where: { $0.scheme == "basic" }) {
            method = .basic
        } else {
            let schemes = challenges.map { "'\($0.scheme)'" }.joined(separator: ", ")
            throw BuildError(
                .denied, "'\(registry)' can't be used: it asks for authentication by \(schemes), not basic or bearer")
        }
        state.withLock { $0.method = method }
    }

    /// The value of `Authorization` for a request; nil where none is asked for or there is nothing to show.
    ///
    /// - Parameters:
    ///   - refused: a value that the registry no longer accepts.
    ///   - url: where the registry is asked.
    /// - Throws: `denied` if the token service refuses, or is not one to which credentials may be sent.
    func authorization(
        for access: RegistryAccess, at url: HTTPURL, refused: String? = nil
    ) async throws(BuildError) -> String? {
        switch state.withLock({ $0.method }) {
        case .none: return nil
        case .basic: return try await credential(access.repository)?.basicAuthorization
        case .bearer(let service):
            let key = TokenKey(service: service, access: access)
            if let token = known(key, refused) { return token }
            return try await turn.withPermit { () async throws(BuildError) -> String? in
                if let token = self.known(key, refused) { return token }
                let token = try await self.request(key, from: url)
                self.state.withLock { $0.tokens[key] = token }
                return "Bearer \(token.value)"
            }
        }
    }

    private func known(_ key: TokenKey, _ refused: String?) -> String? {
        guard let token = state.withLock({ $0.tokens[key] }), token.isFresh else { return nil }
        let value = "Bearer \(token.value)"
        return value == refused ? nil : value
    }

    private func request(_ key: TokenKey, from url: HTTPURL) async throws(BuildError) -> Token {
        let credential = try await credential(key.access.repository)
        let realm = key.service.realm
        let isSameHost = realm.host == url.host
        if credential != nil, !realm.isSecure, !realm.isLoopback, !(isSameHost && !url.isSecure) {
            throw BuildError(
                .denied,
                "the credentials for '\(registry)' are not sent to '\(realm)', as the registry asks: that is not https",
                help: "pith logout \(registry)")
        }
        var trust = trust
        if !isSameHost { trust = HTTPTrust(authorities: trust.authorities) }
        return try await TokenRequest(
            service: key.service, scopes: key.access.scopes, credential: credential, trust: trust
        ).send(over: transport, for: registry)
    }

    /// Looked up once: it may take a program that asks the user.
    private func credential(_ repository: String) async throws(BuildError) -> Credential? {
        if let known = state.withLock({ $0.credentials[repository] }) { return known }
        let found = try await credentials.credential(for: registry, repository: repository)
        state.withLock { $0.credentials[repository] = .some(found) }
        return found
    }
}

extension HTTPURL {
    /// Whether it is on this machine (RFC 6761 section 6.3, RFC 5735 section 3, RFC 4291 section 2.5.3).
    var isLoopback: Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return parts.count == 4 && parts[0] == 127 && !parts.contains(nil)
    }
}
