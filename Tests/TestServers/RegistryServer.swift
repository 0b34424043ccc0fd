import FoundationEssentials

/// The registry of the Debian package docker-registry, on a free port of 127.0.0.1.
///
/// Needs the Debian packages docker-registry, openssl, apache2-utils (`htpasswd`) and util-linux (`setpriv`).
package final class RegistryServer: Sendable {
    package enum Access: Sendable {
        case anyone
        /// Basic authentication, with the passwords of a file.
        case login(user: String, password: String)
        case tokens(TokenServer)
    }

    /// The name that tokens must be for.
    package static let service = "pith-test-registry"

    package let port: Int
    private let process: TestProcess

    /// Starts one that lets images be deleted too, and returns when it listens.
    ///
    /// - Parameters:
    ///   - directory: where its configuration and all that is pushed to it are kept: empty for each registry.
    ///   - certificate: what it shows if it shall speak TLS.
    package init(
        in directory: String, access: Access = .anyone, certificate: TestCertificate? = nil
    ) async throws {
        let configuration = try RegistryServer.configuration(directory, access, certificate)
        try TestFile.write(configuration, to: "\(directory)/config.yml")
        let log = "\(directory)/registry.log"
        process = try await TestProcess("docker-registry", ["serve", "\(directory)/config.yml"], log: log)
        port = try await RegistryServer.awaitPort(log)
    }

    /// How images there are named: `127.0.0.1:5000`.
    package var name: String { "127.0.0.1:\(port)" }

    /// Kills it. What was pushed stays in its directory.
    package func stop() {
        process.stop()
    }

    private static func configuration(
        _ directory: String, _ access: Access, _ certificate: TestCertificate?
    ) throws -> String {
        var lines = [
            "version: 0.1", "log: {level: info, accesslog: {disabled: true}}",
            "storage: {filesystem: {rootdirectory: \(directory)/data}, delete: {enabled: true}}",
        ]
        switch access {
        case .anyone: break
        case .login(let user, let password):
            try TestProcess.run("htpasswd", ["-Bbn", user, password], log: "\(directory)/htpasswd")
            lines.append("auth: {htpasswd: {realm: test, path: \(directory)/htpasswd}}")
        case .tokens(let server):
            lines.append(
                "auth: {token: {realm: '\(server.realm)', service: \(service), issuer: \(TokenServer.issuer), "
                    + "rootcertbundle: \(server.trustedCertificates)}}")
        }
        let tls = certificate.map { ", tls: {certificate: \($0.certificate), key: \($0.key)}" } ?? ""
        lines.append("http: {addr: '127.0.0.1:0', secret: test\(tls)}")
        return lines.joined(separator: "\n") + "\n"
    }

    /// Reads the port that the system chose from the log.
    private static func awaitPort(_ log: String) async throws -> Int {
        for _ in 0..<600 {
            let text = try TestFile.text(log)
            if let place = text.firstRange(of: "listening on 127.0.0.1:"),
                let port = Int(text[place.upperBound...].prefix { $0.isNumber })
            {
                return port
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw TestProcess.Failure(description: "docker-registry does not listen: \(try TestFile.text(log))")
    }
}
