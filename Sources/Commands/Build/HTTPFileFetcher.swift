import Diagnostics
import Execution
import Transport

extension Session {
    /// HTTP as this machine is configured to reach servers.
    func transport() -> HTTPClientTransport {
        HTTPClientTransport(settings: httpSettings)
    }

    var httpSettings: HTTPSettings { HTTPSettings(userAgent: "pith/\(Version.text)", environment: environment) }
}

/// Files over HTTP, as this machine is configured to reach servers.
struct HTTPFileFetcher: FileFetcher {
    private let transport: any HTTPTransport

    init(_ session: Session) {
        transport = session.transport()
    }

    func fetch(
        _ address: String, authorization: String?, unlessStill validators: FileValidators?,
        _ take: (UnsafeRawBufferPointer, Int64?) throws(BuildError) -> Void
    ) async throws(BuildError) -> FileValidators? {
        var request = HTTPRequest(.get, try HTTPURL(parsing: address))
        request.authorization = authorization
        request.headers["If-None-Match"] = validators?.entityTag
        request.headers["If-Modified-Since"] = validators?.modified
        let response = try await transport.send(request)
        if response.status == 304, validators != nil {
            await response.discard()
            return nil
        }
        guard (200..<300).contains(response.status) else {
            await response.discard()
            throw Self.failure(request.url, response.status)
        }
        let total = response.contentLength
        try await response.read { bytes throws(BuildError) in try take(bytes, total) }
        return FileValidators(entityTag: response.headers["ETag"], modified: response.headers["Last-Modified"])
    }

    private static func failure(_ url: HTTPURL, _ status: Int) -> BuildError {
        let (code, reason): (BuildError.Code, String) =
            switch status {
            case 401, 403, 407: (.denied, "access is denied")
            case 404, 410: (.notFound, "it is not there")
            default: (.unreachable, "the server can't serve it")
            }
        return BuildError(code, "'\(url)' can't be fetched: \(reason) (HTTP status \(status))")
    }
}
