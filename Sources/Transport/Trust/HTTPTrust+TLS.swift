import Diagnostics
import Glibc
import NIOSSL

extension HTTPTrust {
    /// TLS as this trust asks for it: 1.2 or newer, with the system's authorities and its own.
    ///
    /// - Parameter environment: where `SSL_CERT_FILE` and `SSL_CERT_DIR` are looked up.
    /// - Throws: `usage` that names the file that can't be used.
    func configuration(environment: [String: String]) throws(BuildError) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        if acceptsAnyCertificate { configuration.certificateVerification = .none }
        let system = try SystemAuthorities(environment: environment)
        // The library takes a directory in the first place only, and looks up in it what it needs.
        configuration.trustRoots = system.directory.map { .file($0) } ?? .certificates([])
        configuration.additionalTrustRoots = system.files.map { .file($0) }
        for path in authorities {
            configuration.additionalTrustRoots.append(.certificates(try HTTPTrust.certificates(path)))
        }
        if let clientCertificate {
            configuration.certificateChain = try HTTPTrust.certificates(clientCertificate).map { .certificate($0) }
            configuration.privateKey = .privateKey(try HTTPTrust.key(clientKey ?? clientCertificate))
        }
        return configuration
    }

    private static func certificates(_ path: String) throws(BuildError) -> [NIOSSLCertificate] {
        guard let certificates = try? NIOSSLCertificate.fromPEMFile(path), !certificates.isEmpty else {
            throw BuildError(.usage, "'\(path)' can't be used: it is not a readable file of PEM certificates")
        }
        return certificates
    }

    private static func key(_ path: String) throws(BuildError) -> NIOSSLPrivateKey {
        guard let key = try? NIOSSLPrivateKey(file: path, format: .pem) else {
            throw BuildError(.usage, "'\(path)' can't be used: it is not a readable PEM key without a pass phrase")
        }
        return key
    }
}
