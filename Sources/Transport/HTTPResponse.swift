package import Diagnostics

/// The head of a response, and its body to be read once.
package struct HTTPResponse: Sendable {
    package let status: Int
    package let headers: HTTPHeaders
    /// Where the response came from, after redirects.
    package let url: HTTPURL
    private let body: any HTTPResponseBody

    package init(status: Int, headers: HTTPHeaders, url: HTTPURL, body: any HTTPResponseBody) {
        self.status = status
        self.headers = headers
        self.url = url
        self.body = body
    }

    /// The value of `Content-Length`, where there is one.
    package var contentLength: Int64? { headers["Content-Length"].flatMap { Int64($0) } }

    /// Hands on the body as it arrives, in order, and returns at its end. Called at most once.
    ///
    /// - Throws: `unreachable` if the connection breaks before the end or nothing arrives for too long; `interrupted`;
    ///   what `take` throws, after which the connection is closed.
    package func read(_ take: (UnsafeRawBufferPointer) throws(BuildError) -> Void) async throws(BuildError) {
        try await body.read(take)
    }

    /// The whole body, of at most `limit` bytes.
    ///
    /// - Throws: as `read`; `corrupt` if there is more.
    package func collect(limit: Int) async throws(BuildError) -> [UInt8] {
        var bytes = [UInt8]()
        try await read { chunk throws(BuildError) in
            guard chunk.count <= limit - bytes.count else {
                throw BuildError(.corrupt, "the answer of \(url.host) is larger than \(limit) bytes")
            }
            bytes.append(contentsOf: chunk)
        }
        return bytes
    }

    /// Lets the body go, unread.
    package func discard() async {
        await body.discard()
    }
}

/// A body that arrives.
package protocol HTTPResponseBody: Sendable {
    /// See `HTTPResponse.read`.
    func read(_ take: (UnsafeRawBufferPointer) throws(BuildError) -> Void) async throws(BuildError)
    /// See `HTTPResponse.discard`.
    func discard() async
}
