import AsyncHTTPClient
import Diagnostics
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Why an attempt brought no response, in words, and whether the next one may.
struct TransportFailure: Error {
    let error: BuildError
    /// Whether the cause may be gone soon.
    let isPassing: Bool
    /// Whether the server showed a certificate that could not be verified.
    private(set) var isUntrustedCertificate = false

    init(_ error: BuildError, isPassing: Bool) {
        self.error = error
        self.isPassing = isPassing
    }

    /// Puts an error of the HTTP library, or of those below it, into words.
    ///
    /// Their own descriptions are never used: they may hold header values.
    init(_ error: any Error, url: HTTPURL, proxy: HTTPProxy?) {
        switch error {
        case let error as BuildError: self.init(error, isPassing: false)
        case let error as HTTPClientError: self.init(error, url, proxy)
        case let error as NIOConnectionError: self.init(error, url, proxy)
        case let error as IOError:
            let whose = proxy.map { "the proxy '\($0.name)': " } ?? ""
            self = .unreachable(url, whose + TransportFailure.reason(error), isPassing: true)
        case is HTTPParserError: self = .unreachable(url, "its answer is cut short or no HTTP", isPassing: true)
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: self.init(tls: error, url)
        case is CancellationError: self = .interrupted(url)
        default: self = .unreachable(url, "the connection broke", isPassing: true)
        }
    }

    static func interrupted(_ url: HTTPURL) -> TransportFailure {
        TransportFailure(BuildError(.interrupted, "asking '\(url.authority)' was interrupted"), isPassing: false)
    }

    static func untrusted(_ url: HTTPURL, _ reason: String) -> TransportFailure {
        var failure = unreachable(
            url, reason, isPassing: false,
            help: "if you trust it, copy its authority's certificate to '/etc/docker/certs.d/\(url.authority)/ca.crt'")
        failure.isUntrustedCertificate = true
        return failure
    }

    static func deniedByProxy(_ proxy: HTTPProxy?) -> TransportFailure {
        let help = "put the credentials into the proxy's address: http://USER:PASSWORD@HOST:PORT"
        let message = "the proxy '\(proxy?.name ?? "")' asks for credentials"
        return TransportFailure(BuildError(.denied, message, help: help), isPassing: false)
    }

    private static func unreachable(
        _ url: HTTPURL, _ reason: String, isPassing: Bool, help: String? = nil
    ) -> TransportFailure {
        TransportFailure(
            BuildError(.unreachable, "'\(url.authority)' can't be reached: \(reason)", help: help), isPassing: isPassing
        )
    }
}

// MARK: - The library's errors

extension TransportFailure {
    private init(_ error: HTTPClientError, _ url: HTTPURL, _ proxy: HTTPProxy?) {
        let proxyName = "the proxy '\(proxy?.name ?? "")'"
        switch error {
        case .cancelled: self = .interrupted(url)
        case .connectTimeout, .getConnectionFromPoolTimeout, .tlsHandshakeTimeout:
            self = .unreachable(url, "connecting timed out", isPassing: true)
        case .httpProxyHandshakeTimeout, .socksHandshakeTimeout:
            self = .unreachable(url, "\(proxyName) does not answer", isPassing: true)
        case .readTimeout, .writeTimeout, .deadlineExceeded:
            // What was silent for that long is not asked again: the user has waited enough.
            self = .unreachable(url, "it did not answer in time", isPassing: false)
        case .remoteConnectionClosed: self = .unreachable(url, "it closed the connection", isPassing: true)
        case .invalidProxyResponse: self = .unreachable(url, "\(proxyName) refuses to connect to it", isPassing: true)
        case .proxyAuthenticationRequired: self = .deniedByProxy(proxy)
        default:
            self.init(other: error, url)
        }
    }

    private init(other error: HTTPClientError, _ url: HTTPURL) {
        let invalid: Set = ["Invalid header field names", "Invalid header field values", "Invalid URL", "Empty host"]
        guard invalid.contains(error.shortDescription) else {
            self = .unreachable(url, "the request failed (\(error.shortDescription.lowercased()))", isPassing: true)
            return
        }
        let message = "'\(url.authority)' can't be asked: \(error.shortDescription.lowercased())"
        self.init(BuildError(.usage, message), isPassing: false)
    }

    private init(_ error: NIOConnectionError, _ url: HTTPURL, _ proxy: HTTPProxy?) {
        let whose = proxy.map { "the proxy '\($0.name)': " } ?? ""
        if let lookup = (error.dnsAError ?? error.dnsAAAAError) as? SocketAddressError.UnknownHost {
            let isPassing = lookup.errorCode == Int(EAI_AGAIN)
            let reason = isPassing ? "its name can't be looked up now" : "its name is not known"
            self = .unreachable(url, whose + reason, isPassing: isPassing)
            return
        }
        // An address family that the machine lacks says nothing; what the others met does.
        let errors = error.connectionErrors.map(\.error)
        let telling = errors.first { ($0 as? IOError).map { $0.errnoCode != ENETUNREACH } ?? true } ?? errors.first
        let reason = (telling as? IOError).map(TransportFailure.reason) ?? "connecting timed out"
        // Nobody listens there; a person who waited would wait for nothing.
        let isRefused = (telling as? IOError)?.errnoCode == ECONNREFUSED
        self = .unreachable(url, whose + reason, isPassing: !isRefused)
    }

    private init(tls error: any Error, _ url: HTTPURL) {
        if let extra = error as? NIOSSLExtraError, extra == .failedToValidateHostname {
            self = .untrusted(url, "its certificate is for another name")
            isUntrustedCertificate = false
            return
        }
        switch (error, error as? NIOSSLError) {
        case (BoringSSLError.sslError(let stack), _), (_, .handshakeFailed(.sslError(let stack))):
            self = .handshake(stack.map(\.description).joined(), url)
        case (_, .failedToLoadCertificate), (_, .noSuchFilesystemObject):
            let error = BuildError(.usage, "the certificate authorities of this machine can't be read")
            self.init(error, isPassing: false)
        default: self = .unreachable(url, "the TLS connection broke", isPassing: true)
        }
    }

    /// - Parameter errors: the names of the TLS library's errors, which it gives only as part of texts.
    private static func handshake(_ errors: String, _ url: HTTPURL) -> TransportFailure {
        func has(_ names: String...) -> Bool { names.contains { errors.contains($0) } }
        if has("CERTIFICATE_VERIFY_FAILED") { return untrusted(url, "its certificate is not trusted") }
        if has("EOF during") { return unreachable(url, "it ended the TLS handshake", isPassing: true) }
        let reason =
            if has("WRONG_VERSION_NUMBER", "HTTP_REQUEST") {
                "it does not speak TLS"
            } else if has("ALERT_CERTIFICATE_REQUIRED", "ALERT_HANDSHAKE_FAILURE", "ALERT_UNKNOWN_CA", "ALERT_BAD_CERT")
            {
                "it refuses the client certificate, or wants one"
            } else {
                "the TLS handshake failed"
            }
        return unreachable(url, reason, isPassing: false)
    }

    private static func reason(_ error: IOError) -> String {
        switch error.errnoCode {
        case ECONNREFUSED: "connection refused"
        case ECONNRESET, EPIPE: "the connection was reset"
        case ETIMEDOUT: "connecting timed out"
        case EHOSTUNREACH, ENETUNREACH: "there is no way to it"
        case let code: String(cString: strerror(code)).lowercased()
        }
    }
}
