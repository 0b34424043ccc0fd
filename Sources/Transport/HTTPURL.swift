/// An absolute `http` or `https` address (RFC 3986; RFC 9110 section 4.2), without user information and fragment.
package struct HTTPURL: Hashable, Sendable {
    package let isSecure: Bool
    /// Lower case; an IPv6 address without its brackets.
    package let host: String
    package let port: Int
    /// Path and query, beginning with `/`, percent-encoded.
    package let target: String

    /// The address of these parts; what a target can't have as it is gets percent-encoded.
    package init(isSecure: Bool, host: String, port: Int? = nil, target: String = "/") {
        self.isSecure = isSecure
        self.host = host.lowercased()
        self.port = port ?? HTTPURL.defaultPort(isSecure: isSecure)
        self.target = HTTPURL.encoded(target.hasPrefix("/") ? target : "/" + target)
    }

    /// `https`, or `http`.
    package var scheme: String { isSecure ? "https" : "http" }

    /// Host and port as the `Host` field has them (RFC 9110 section 7.2): `localhost:5000`, `[::1]`; the scheme's own
    /// port is left out.
    package var authority: String { port == HTTPURL.defaultPort(isSecure: isSecure) ? bracketedHost : hostAndPort }

    /// Host and port, whatever the port: `registry.example:443`.
    var hostAndPort: String { "\(bracketedHost):\(port)" }

    /// The whole address as text. Its query may hold secrets: it is for sending, not for messages.
    package var absoluteString: String { "\(scheme)://\(authority)\(target)" }

    /// Whether scheme, host and port are the same: who may be shown the same credentials (RFC 6454 section 4).
    package func hasSameOrigin(as other: HTTPURL) -> Bool {
        isSecure == other.isSecure && host == other.host && port == other.port
    }

    static func defaultPort(isSecure: Bool) -> Int { isSecure ? 443 : 80 }

    private var bracketedHost: String { host.contains(":") ? "[\(host)]" : host }
}

extension HTTPURL: CustomStringConvertible {
    /// The address without its query, which is where signed addresses keep their secrets.
    package var description: String { "\(scheme)://\(authority)\(target.prefix { $0 != "?" })" }
}
