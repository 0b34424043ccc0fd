package import Diagnostics
import Glibc

/// Where this machine keeps the certificate authorities that it trusts.
package struct SystemAuthorities {
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
            try SystemAuthorities.checkReadable(file)
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

    /// The one file that programs are given which read a single bundle: `SSL_CERT_FILE` of `environment`, else the first
    /// of the usual ones that is there. It can be read.
    ///
    /// - Throws: `usage` if `SSL_CERT_FILE` names what can't be read; `notFound` if the machine has no such file.
    package static func bundle(environment: [String: String]) throws(BuildError) -> String {
        if let file = environment["SSL_CERT_FILE"], !file.isEmpty {
            try checkReadable(file)
            return file
        }
        guard let file = usualFiles.first(where: { access($0, R_OK) == 0 }) else {
            throw BuildError(
                .notFound, "the host has no CA bundle: neither \(usualFiles.joined(separator: " nor "))",
                help: "apt-get install ca-certificates, or set SSL_CERT_FILE")
        }
        return file
    }

    private static func checkReadable(_ file: String) throws(BuildError) {
        guard access(file, R_OK) == 0 else {
            throw BuildError(
                .usage, "'\(file)' can't be read: \(String(cString: strerror(errno)))", help: "unset SSL_CERT_FILE")
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
