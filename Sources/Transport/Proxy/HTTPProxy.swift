import AsyncHTTPClient
import Diagnostics

/// A proxy that requests go through.
struct HTTPProxy: Hashable, Sendable {
    enum Form: Hashable, Sendable {
        /// An HTTP proxy, which tunnels https (`CONNECT`, RFC 9110 section 9.3.6) and forwards http (section 7.1).
        case http
        /// A SOCKS 5 proxy (RFC 1928) without authentication.
        case socks
    }

    let form: Form
    let host: String
    let port: Int
    /// What `Proxy-Authorization` says; never part of a message.
    let authorization: HTTPClient.Authorization?

    /// Reads `[http://][USER:PASSWORD@]HOST[:PORT]`, or the same with `socks5` or `socks5h`.
    ///
    /// - Parameter variable: the environment variable that it is from; errors name it in place of the value.
    /// - Throws: `usage`.
    init(parsing text: String, variable: String) throws(BuildError) {
        func failure(_ why: String) -> BuildError {
            BuildError(.usage, "the proxy in '\(variable)' can't be used: \(why)", help: "unset \(variable)")
        }
        var rest = text[...]
        var scheme = "http"
        if let range = text.firstRange(of: "://") {
            scheme = text[..<range.lowerBound].lowercased()
            rest = text[range.upperBound...]
        }
        switch scheme {
        case "http": form = .http
        case "socks5", "socks5h": form = .socks
        default: throw failure("its scheme is none of http, socks5 and socks5h")
        }
        rest = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        var login: Substring?
        if let at = rest.lastIndex(of: "@") {
            login = rest[..<at]
            rest = rest[at...].dropFirst()
        }
        guard let (host, port) = HTTPURL.hostAndPort(rest) else { throw failure("it has no valid host and port") }
        self.host = host
        self.port = port ?? (form == .http ? 80 : 1080)
        authorization = login.map(HTTPProxy.authorization)
        if form == .socks, authorization != nil { throw failure("a user name is not supported with SOCKS") }
    }

    /// How messages name it.
    var name: String { HTTPURL(isSecure: false, host: host, port: port).hostAndPort }

    private static func authorization(_ login: Substring) -> HTTPClient.Authorization {
        let parts = login.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map { part in
            HTTPURL.decoded(part)
        }
        return .basic(username: parts[0], password: parts.count > 1 ? parts[1] : "")
    }
}
