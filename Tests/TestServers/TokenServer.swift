import FoundationEssentials
import NIOHTTP1
import Synchronization

/// Gives out bearer tokens as registries expect them (distribution specification, token authentication; OAuth 2.0).
///
/// It grants whatever is asked for, to anyone or to one login, and records who asked for what.
package final class TokenServer: Sendable {
    /// One request for a token.
    package struct Request: Sendable {
        /// GET, or POST for OAuth 2.0.
        package let method: String
        package let service: String?
        /// As they were asked for: `repository:library/app:pull,push`.
        package let scopes: [String]
        /// Who asked; nil for anyone.
        package let user: String?
        /// `password` or `refresh_token`, with POST.
        package let grantType: String?
        /// Whether any credentials came, right or wrong.
        package let hasCredentials: Bool
        package let isGranted: Bool
    }

    /// Who may have tokens.
    package struct Login: Sendable {
        package let user: String
        package let password: String

        package init(user: String, password: String) {
            self.user = user
            self.password = password
        }
    }

    package static let issuer = "pith-test-issuer"
    /// The refresh token that is given out and taken.
    package static let refreshToken = "test-refresh-token"

    private struct State {
        var requests = [Request]()
        var stale = 0
    }

    private final class Office: Sendable {
        let state = Mutex(State())
    }

    private let server: LoopbackServer
    private let office = Office()
    private let certificate: TestCertificate

    /// - Parameters:
    ///   - directory: where it makes a directory for its key and certificate.
    ///   - login: whom it gives tokens to; nil for anyone.
    ///   - lifetime: how long tokens are valid, in seconds. The registry is generous by a further minute.
    package init(in directory: String, login: Login? = nil, lifetime: Int = 300) async throws {
        let own = directory + "/token-server"
        try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: false)
        let certificate = try TestAuthority(in: own).issue("signer")
        self.certificate = certificate
        let signer = try TokenSigner(certificate, issuer: TokenServer.issuer)
        let office = self.office
        server = try await LoopbackServer { exchange in
            let question = TokenQuestion(exchange.head, body: try await exchange.body(limit: 64 << 10))
            let isGranted = question.isGranted(to: login)
            let isStale = office.state.withLock { state in
                state.requests.append(question.record(isGranted: isGranted))
                guard isGranted, state.stale > 0 else { return false }
                state.stale -= 1
                return true
            }
            guard isGranted else { return try await exchange.answer(401, [:], Array(#"{"details":"refused"}"#.utf8)) }
            let token = try signer.token(for: question, lifetime: isStale ? -3600 : lifetime)
            let answer = TokenAnswer(token: token, lifetime: lifetime, question)
            try await exchange.answer(
                200, ["Content-Type": "application/json"], Array(try JSONEncoder().encode(answer)))
        }
    }

    /// Where tokens are to be had.
    package var realm: String { "http://127.0.0.1:\(server.port)/token" }

    /// The path of the certificates that the registry must trust.
    package var trustedCertificates: String { certificate.authority }

    /// All requests so far, in order.
    package var requests: [Request] { office.state.withLock { $0.requests } }

    /// Makes the next `count` tokens ones that expired an hour ago, though the answer says otherwise.
    package func issueStaleTokens(_ count: Int) {
        office.state.withLock { $0.stale = count }
    }

    package func stop() async {
        await server.stop()
    }
}
