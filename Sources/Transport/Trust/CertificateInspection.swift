import AsyncHTTPClient
import Glibc
import NIOCore
import NIOSSL

/// Looks at the certificate of a server that was not trusted, to say why.
///
/// The TLS library says only that verification failed. So the server is asked once more, by a client that takes any
/// certificate and gives up before it sends anything.
enum CertificateInspection {
    /// The certificate was fetched: no failure, but the only way out before a request is sent.
    private struct Presented: Error {
        let certificate: NIOSSLCertificate?
    }

    /// What is wrong with the certificate of `url`, as the end of a sentence.
    ///
    /// - Parameter configuration: how the server was asked, proxy included.
    static func reason(for url: HTTPURL, _ configuration: HTTPClient.Configuration) async -> String {
        let unknown = "its certificate is not signed by an authority that this machine trusts"
        guard let certificate = await certificate(of: url, configuration) else { return unknown }
        let now = time(nil)
        if certificate.notValidAfter < now { return "its certificate expired on \(date(certificate.notValidAfter))" }
        if certificate.notValidBefore > now {
            return "its certificate is not valid before \(date(certificate.notValidBefore))"
        }
        return unknown
    }

    private static func certificate(
        of url: HTTPURL, _ original: HTTPClient.Configuration
    ) async -> NIOSSLCertificate? {
        var configuration = original
        configuration.tlsConfiguration?.certificateVerification = .none
        configuration.http1_1ConnectionDebugInitializer = { channel in
            channel.nioSSL_peerCertificate().flatMapThrowing { throw Presented(certificate: $0) }
        }
        let client = HTTPClient(eventLoopGroup: EventLoops.shared, configuration: configuration)
        defer { _ = client.shutdown() as EventLoopFuture<Void> }
        do {
            _ = try await client.execute(HTTPClientRequest(url: url.absoluteString), deadline: .distantFuture)
        } catch let presented as Presented {
            return presented.certificate
        } catch {}
        return nil
    }

    /// The day in UTC, as ISO 8601 has it.
    private static func date(_ time: time_t) -> String {
        var time = time
        var parts = tm()
        gmtime_r(&time, &parts)
        func digits(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(parts.tm_year + 1900)-\(digits(parts.tm_mon + 1))-\(digits(parts.tm_mday))"
    }
}
