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

/// Where this machine keeps the certificate authorities that it trusts.
struct SystemAuthorities {
    /// Files of PEM certificates.
    private(set) var files: [String]
    /// A directory of such files under the names that OpenSSL looks for.
    let directory: String?

    /// Finds them as OpenSSL and Go do: in `SSL_CERT_FILE` and the first directory of `SSL_CERT_DIR` that is there, else
    /// where distributions have them.
    ///
    /// - Throws: `usage` if `SSL_CERT_FILE` names what can't be read.
    init(environment: [String: String]) throws(BuildError) {
        if let file = environment["SSL_CERT_FILE"], !file.isEmpty {
            guard access(file, R_OK) == 0 else {
                throw BuildError(
                    .usage, "'\(file)' can't be read: \(String(cString: strerror(errno)))", help: "unset SSL_CERT_FILE")
            }
            files = [file]
        } else {
            files = []
        }
        let directories = (environment["SSL_CERT_DIR"] ?? "").split(separator: ":").map(String.init)
        if let directory = directories.first(where: { access($0, R_OK | X_OK) == 0 }) {
            self.directory = directory
        } else if files.isEmpty, let usual = SystemAuthorities.usualFiles.first(where: { access($0, R_OK) == 0 }) {
            files = [usual]
            directory = nil
        } else {
            directory =
                files.isEmpty && access(SystemAuthorities.usualDirectory, R_OK | X_OK) == 0
                ? SystemAuthorities.usualDirectory : nil
        }
    }

    private static let usualDirectory = "/etc/ssl/certs"
    private static let usualFiles = [
        "/etc/ssl/certs/ca-certificates.crt",  // Debian, Arch, Gentoo
        "/etc/pki/tls/certs/ca-bundle.crt",  // Fedora, RHEL
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // RHEL 7 and later
        "/etc/ssl/ca-bundle.pem",  // openSUSE
        "/etc/ssl/cert.pem",  // Alpine
    ]
}
