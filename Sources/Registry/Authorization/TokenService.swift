import Diagnostics
import FoundationEssentials
import ImageModel
import Transport

/// Where a registry sends its clients for tokens, and which registry that place shall make them for.
struct TokenService: Hashable, Sendable {
    let realm: HTTPURL
    let service: String?
}

/// A bearer token (RFC 6750) and how long it is good for.
struct Token: Sendable {
    let value: String
    let expiry: ContinuousClock.Instant

    /// Whether it will do for a request that is sent now: not if it ends while that request is on its way.
    var isFresh: Bool { ContinuousClock.now < expiry }
}

/// Asks token services for tokens (distribution, "Token Authentication Specification", "OAuth2 Token Authentication").
struct TokenRequest: Sendable {
    let service: TokenService
    let scopes: [TokenScope]
    let credential: Credential?
    let trust: HTTPTrust

    /// - Throws: `denied` if the service refuses; `unreachable`; `corrupt` for an answer that has no token.
    func send(over transport: any HTTPTransport, for registry: String) async throws(BuildError) -> Token {
        let what = "a token for '\(registry)' can't be had from '\(service.realm.host)'"
        let start = ContinuousClock.now
        let response = try await transport.send(request)
        guard response.status == 200 else { throw await refusal(response, what, registry) }
        let answer = try CanonicalJSON.decode(
            Answer.self, from: try await response.collect(limit: 1 << 20), what: "the answer of the token service")
        guard let value = answer.token ?? answer.access_token, !value.isEmpty,
            value.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw BuildError(.corrupt, "\(what): its answer has no token") }
        return Token(value: value, expiry: start + Self.validity(answer.expires_in))
    }

    private struct Answer: Decodable {
        let token: String?
        let access_token: String?
        let expires_in: Double?
    }

    /// A minute where nothing is said, and a tenth less than what is said, since a request takes its time.
    private static func validity(_ seconds: Double?) -> Duration {
        .seconds(min(max(seconds ?? 60, 0), 86_400) * 0.9)
    }

    private var request: HTTPRequest {
        var parameters = scopes.map { ("scope", $0.description) }
        if let service = service.service { parameters.insert(("service", service), at: 0) }
        guard case .identityToken(let token) = credential else { return getRequest(parameters) }
        let scope = scopes.map(\.description).joined(separator: " ")
        parameters = parameters.filter { $0.0 != "scope" } + [("scope", scope)]
        parameters += [("grant_type", "refresh_token"), ("client_id", "pith"), ("refresh_token", token)]
        var request = HTTPRequest(
            .post, service.realm, headers: ["Content-Type": "application/x-www-form-urlencoded"],
            body: .bytes(Array(FormEncoding.encode(parameters).utf8)), trust: trust)
        request.isRepeatable = true
        request.followsRedirects = false
        return request
    }

    private func getRequest(_ parameters: [(String, String)]) -> HTTPRequest {
        var parameters = parameters
        if case .password(let username, _) = credential { parameters.insert(("account", username), at: 0) }
        return HTTPRequest(
            .get, service.realm.appending(query: FormEncoding.encode(parameters)),
            authorization: credential?.basicAuthorization, trust: trust)
    }

    private func refusal(_ response: HTTPResponse, _ what: String, _ registry: String) async -> BuildError {
        let error = await RegistryFailure.error(what, response, registry: registry)
        if response.status == 400, credential != nil {
            return BuildError(.denied, error.message, help: RegistryFailure.loginHelp(registry))
        }
        return error.code == .imageNotFound ? BuildError(.unreachable, error.message) : error
    }
}

extension Credential {
    /// The value of `Authorization` for HTTP's basic authentication (RFC 7617); nil for what is no password.
    var basicAuthorization: String? {
        guard case .password(let username, let password) = self else { return nil }
        return "Basic \(Data("\(username):\(password)".utf8).base64EncodedString())"
    }
}
