import Diagnostics

/// Which proxy the environment asks for: `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy`, each also in upper
/// case, with the meaning that they have for curl and for Go's programs, docker among them.
struct ProxyEnvironment: Sendable {
    private let variables: [String: String]
    private let exceptions: ProxyExceptions

    init(_ environment: [String: String]) {
        var variables = environment.filter { $0.key.lowercased().hasSuffix("_proxy") && !$0.value.isEmpty }
        // In a CGI program anyone can set HTTP_PROXY by sending a `Proxy` field.
        if environment["REQUEST_METHOD"] != nil { variables["HTTP_PROXY"] = nil }
        self.variables = variables
        exceptions = ProxyExceptions(variables["no_proxy"] ?? variables["NO_PROXY"] ?? "")
    }

    /// The proxy for an address; nil where it is to be asked directly, which this machine itself always is.
    ///
    /// - Throws: `usage` for a variable that can't be used.
    func proxy(for url: HTTPURL) throws(BuildError) -> HTTPProxy? {
        if url.host == "localhost" || IPAddress(url.host)?.isLoopback == true { return nil }
        let name = url.scheme + "_proxy"
        for variable in [name, name.uppercased(), "all_proxy", "ALL_PROXY"] {
            guard let value = variables[variable] else { continue }
            return exceptions.contains(url) ? nil : try HTTPProxy(parsing: value, variable: variable)
        }
        return nil
    }
}
