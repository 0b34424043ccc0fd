/// How an `HTTPClientTransport` behaves.
package struct HTTPSettings: Sendable {
    /// The value of `User-Agent`: `pith/1.0`.
    package var userAgent: String
    /// Where proxies (`https_proxy` and its like) and certificate authorities (`SSL_CERT_FILE`, `SSL_CERT_DIR`) are
    /// looked up.
    package var environment: [String: String]
    /// How long making a connection may take, TLS included.
    package var connectTimeout = Duration.seconds(10)
    /// How long a connection may stay silent, take nothing, or be left unread while a request is under way.
    package var idleTimeout = Duration.seconds(60)
    /// How often a repeatable request is sent in all.
    package var attempts = 5
    /// How long to wait before the second attempt; from then on twice as long each time, up to thirty-two times.
    package var retryDelay = Duration.milliseconds(250)
    /// The longest wait that a server's `Retry-After` is followed for.
    package var longestRetryDelay = Duration.seconds(60)

    package init(userAgent: String, environment: [String: String]) {
        self.userAgent = userAgent
        self.environment = environment
    }
}
