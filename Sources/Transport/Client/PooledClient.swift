import AsyncHTTPClient
import Diagnostics
import NIOCore
import NIOHTTP1

/// One client of the HTTP library, with its connections. Whoever reads a response of it keeps it.
final class PooledClient: Sendable {
    private let route: ClientRoute
    private let userAgent: String
    private let idleTimeout: Duration
    private let configuration: HTTPClient.Configuration
    private let client: HTTPClient

    /// - Throws: `usage` if a certificate can't be used.
    init(route: ClientRoute, settings: HTTPSettings) throws(BuildError) {
        self.route = route
        userAgent = settings.userAgent
        idleTimeout = settings.idleTimeout
        configuration = try HTTPClient.Configuration(route: route, settings: settings)
        client = HTTPClient(eventLoopGroup: EventLoops.shared, configuration: configuration)
    }

    deinit {
        // The library insists on it, and knows to be told twice.
        _ = client.shutdown() as EventLoopFuture<Void>
    }

    func shutdown() async {
        try? await client.shutdown()
    }

    /// Sends a request once.
    func send(_ request: HTTPRequest) async throws(TransportFailure) -> HTTPResponse {
        do {
            let response = try await execute(request)
            if route.isForwarded, response.status == .proxyAuthenticationRequired {
                throw TransportFailure.deniedByProxy(route.proxy)
            }
            return HTTPResponse(
                status: Int(response.status.code),
                headers: HTTPHeaders(response.headers.map { (name: $0.name, value: $0.value) }),
                url: request.url, body: StreamedBody(response.body, url: request.url, client: self))
        } catch let failure as TransportFailure {
            throw failure
        } catch {
            let failure = TransportFailure(error, url: request.url, proxy: route.proxy)
            guard failure.isUntrustedCertificate else { throw failure }
            let reason = await CertificateInspection.reason(for: request.url, configuration)
            throw TransportFailure.untrusted(request.url, reason)
        }
    }

    private func execute(_ request: HTTPRequest) async throws -> HTTPClientResponse {
        var message = message(request)
        guard let upload = UploadBody(request.body) else {
            return try await client.execute(message, deadline: .distantFuture)
        }
        message.body = .stream(upload, length: .known(upload.length))
        return try await withThrowingTaskGroup(of: HTTPClientResponse?.self) { [message] group in
            group.addTask { try await self.client.execute(message, deadline: .distantFuture) }
            group.addTask {
                await upload.stall(for: self.idleTimeout)
                return nil
            }
            defer { group.cancelAll() }
            if let response = try await group.next() ?? nil { return response }
            try Task.checkCancellation()
            throw HTTPClientError.writeTimeout
        }
    }

    /// All of a request but its body.
    private func message(_ request: HTTPRequest) -> HTTPClientRequest {
        var message = HTTPClientRequest(url: request.url.absoluteString)
        message.method = HTTPMethod(rawValue: request.method.rawValue)
        message.headers.add(name: "Host", value: request.url.authority)
        message.headers.add(name: "User-Agent", value: userAgent)
        for (name, value) in request.headers.fields { message.headers.add(name: name, value: value) }
        if let authorization = request.authorization {
            message.headers.replaceOrAdd(name: "Authorization", value: authorization)
        }
        guard route.isForwarded, let proxy = route.proxy else { return message }
        let target = HTTPURL(isSecure: false, host: proxy.host, port: proxy.port, target: request.url.target)
        message.url = target.absoluteString
        if let value = proxy.authorization?.headerValue {
            message.headers.replaceOrAdd(name: "Proxy-Authorization", value: value)
        }
        return message
    }
}
