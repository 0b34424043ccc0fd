import AsyncHTTPClient
import Diagnostics
import NIOCore

/// What decides whether two requests can share connections, beside where they lead.
struct ClientRoute: Hashable, Sendable {
    let trust: HTTPTrust
    let proxy: HTTPProxy?
    /// Whether the proxy is asked for a tunnel. Of no matter without a proxy.
    let isSecure: Bool

    /// Whether requests are handed to an HTTP proxy whole, rather than through a tunnel.
    var isForwarded: Bool { proxy?.form == .http && !isSecure }
}

extension HTTPClient.Configuration {
    /// - Throws: `usage` if a certificate can't be used.
    init(route: ClientRoute, settings: HTTPSettings) throws(BuildError) {
        self.init(
            tlsConfiguration: try route.trust.configuration(environment: settings.environment),
            redirectConfiguration: .disallow,
            timeout: Timeout(connect: TimeAmount(settings.connectTimeout), read: TimeAmount(settings.idleTimeout)))
        httpVersion = .http1Only
        // Servers close idle connections, mostly after a minute or more: go before they do.
        connectionPool.idleTimeout = .seconds(30)
        // The library counts waiting for a connection as connecting. How much is done at once is the caller's choice.
        connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 128
        connectionPool.retryConnectionEstablishment = false
        guard let proxy = route.proxy else { return }
        if route.isForwarded {
            http1_1ConnectionDebugInitializer = AbsoluteFormHandler.add
        } else {
            self.proxy =
                switch proxy.form {
                case .http: .server(host: proxy.host, port: proxy.port, authorization: proxy.authorization)
                case .socks: .socksServer(host: proxy.host, port: proxy.port)
                }
        }
    }
}
