import NIOSSL

/// A certificate authority of the tests, made with the `openssl` command.
package struct TestAuthority: Sendable {
    private let directory: String

    /// Makes one, its files in `directory`.
    package init(in directory: String) throws {
        self.directory = directory
        try openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=Pith test authority", "-addext", "keyUsage=critical,keyCertSign,cRLSign", "-keyout",
            "\(directory)/ca.key", "-out", certificate)
    }

    /// The path of its own certificate.
    package var certificate: String { "\(directory)/ca.crt" }

    /// Makes a certificate that it has signed, for servers and clients, valid for two days or expired yesterday.
    package func issue(
        _ name: String, for hosts: [String] = ["DNS:localhost", "IP:127.0.0.1"], isExpired: Bool = false
    ) throws -> TestCertificate {
        let path = "\(directory)/\(name)"
        // Python checks strictly, and wants an authority's key to be named.
        let extensions = "subjectAltName=\(hosts.joined(separator: ","))\nauthorityKeyIdentifier=keyid\n"
        try TestFile.write(extensions, to: "\(path).ext")
        try openssl(
            "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=\(name)",
            "-keyout", "\(path).key", "-out", "\(path).csr")
        try openssl(
            "x509", "-req", "-in", "\(path).csr", "-CA", certificate, "-CAkey", "\(directory)/ca.key",
            "-CAcreateserial", "-days", isExpired ? "-1" : "2", "-extfile", "\(path).ext", "-out", "\(path).crt")
        return TestCertificate(certificate: "\(path).crt", key: "\(path).key", authority: certificate)
    }

    private func openssl(_ arguments: String...) throws {
        try TestProcess.run("openssl", arguments, log: "\(directory)/openssl.log")
    }
}

/// The paths of a certificate, its key, and the certificate of its authority, in PEM.
package struct TestCertificate: Sendable {
    package let certificate: String
    package let key: String
    package let authority: String

    /// - Parameter asksClients: whether clients must show a certificate of the same authority.
    func serverContext(asksClients: Bool) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
        if asksClients {
            configuration.trustRoots = .file(authority)
            configuration.certificateVerification = .noHostnameVerification
        }
        return try NIOSSLContext(configuration: configuration)
    }
}
