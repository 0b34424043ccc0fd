import Diagnostics
import Synchronization

/// The clients of a transport: one for each way of asking, made when first needed.
final class ClientPool: Sendable {
    private let settings: HTTPSettings
    private let proxies: ProxyEnvironment
    private let clients = Mutex<[ClientRoute: PooledClient]>([:])

    init(settings: HTTPSettings) {
        self.settings = settings
        proxies = ProxyEnvironment(settings.environment)
    }

    /// The client for a request's trust and for the proxy on its way.
    ///
    /// - Throws: `usage` if a certificate or proxy can't be used.
    func client(for request: HTTPRequest) throws(TransportFailure) -> PooledClient {
        do throws(BuildError) {
            let proxy = try proxies.proxy(for: request.url)
            let route = ClientRoute(trust: request.trust, proxy: proxy, isSecure: request.url.isSecure)
            return try clients.withLock { clients throws(BuildError) in
                if let client = clients[route] { return client }
                let client = try PooledClient(route: route, settings: settings)
                clients[route] = client
                return client
            }
        } catch {
            throw TransportFailure(error, isPassing: false)
        }
    }

    /// Closes all connections; what is under way fails.
    func shutdown() async {
        let all = clients.withLock { clients in
            defer { clients = [:] }
            return clients.values
        }
        for client in all { await client.shutdown() }
    }
}
