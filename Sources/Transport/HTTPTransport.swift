package import Diagnostics

/// Sends HTTP requests: proxies, redirects, retries and trust are its business, what a status means is the caller's.
package protocol HTTPTransport: Sendable {
    /// Sends one request and gives its response once the head of it has arrived, whatever the status.
    ///
    /// - Throws: `unreachable` when no response comes, after the retries that the request allows, when the server's
    ///   certificate is not trusted, and when redirects lead on without end or from https to http; `corrupt` for a
    ///   redirect to what is no address; `denied` when a proxy wants credentials; `usage` when a proxy, a certificate
    ///   file or a header field can't be used; `interrupted` when the task is cancelled; what the body's reader throws.
    func send(_ request: HTTPRequest) async throws(BuildError) -> HTTPResponse
}
