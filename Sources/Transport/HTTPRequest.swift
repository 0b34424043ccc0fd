package import Diagnostics

/// One HTTP request (RFC 9110).
package struct HTTPRequest: Sendable {
    package enum Method: String, Sendable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// What is sent along.
    package enum Body: Sendable {
        /// What readers throw.
        package typealias Failure = BuildError

        case none
        case bytes([UInt8])
        /// So many bytes, asked for in order: the closure fills the buffer and says with how many, 0 never before the end.
        /// It is made anew for each attempt, beginning with the first byte.
        case stream(
            length: Int64,
            reader: @Sendable () throws(Failure) -> (UnsafeMutableRawBufferPointer) throws(Failure) -> Int)
    }

    package var method: Method
    package var url: HTTPURL
    package var headers: HTTPHeaders
    /// The value of the `Authorization` field. It never follows a redirect to another host, port or scheme, is never put
    /// into a message, and is no part of `headers`.
    package var authorization: String?
    package var body: Body
    /// Which server certificates are trusted beside the system's, and who Pith says it is.
    package var trust: HTTPTrust
    /// Whether it may be sent again after a connection that broke or a status of 429, 500, 502, 503 or 504.
    package var isRepeatable: Bool
    /// Whether redirects are followed.
    package var followsRedirects: Bool

    package init(
        _ method: Method = .get, _ url: HTTPURL, headers: HTTPHeaders = [:], authorization: String? = nil,
        body: Body = .none, trust: HTTPTrust = HTTPTrust()
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.authorization = authorization
        self.body = body
        self.trust = trust
        isRepeatable = [.get, .head, .put, .delete].contains(method)
        followsRedirects = true
    }
}

/// Whom to trust beyond the system's certificate authorities, and the certificate to show. Paths of PEM files.
package struct HTTPTrust: Hashable, Sendable {
    package var authorities: [String]
    package var clientCertificate: String?
    package var clientKey: String?
    /// Whether any certificate will do: what the user said is insecure.
    package var acceptsAnyCertificate: Bool

    package init(
        authorities: [String] = [], clientCertificate: String? = nil, clientKey: String? = nil,
        acceptsAnyCertificate: Bool = false
    ) {
        self.authorities = authorities
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
        self.acceptsAnyCertificate = acceptsAnyCertificate
    }
}
