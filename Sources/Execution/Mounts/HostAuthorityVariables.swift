import SystemPackage

/// Where steps see the host's certificate authorities, and the variables by which programs find them there.
enum HostAuthorityVariables {
    /// On a file system that every container has of its own, so that no mountpoint is made in the image's.
    static let directory: FilePath = "/dev/host-ca"
    static let bundleName = "ca-certificates.crt"
    static let javaStoreName = "cacerts"

    /// The variables that name a bundle in PEM: OpenSSL's, those of Python's requests and of pip, of curl, git, cargo and
    /// Node.js.
    static let bundleVariables = [
        "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "PIP_CERT", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO", "CARGO_HTTP_CAINFO",
        "NODE_EXTRA_CA_CERTS",
    ]

    private static let trustStoreOption = "-Djavax.net.ssl.trustStore="

    /// Where distributions have their bundle. Images that name it by a variable, as distroless ones do, say no more than
    /// that they trust what is usual.
    private static let usualBundle = "/etc/ssl/certs/ca-certificates.crt"

    /// An environment with the variables that it does not have yet, or only with the image's usual bundle. Options for
    /// Java that it has stay, and get the trust store beside them unless they name one.
    ///
    /// - Parameter environment: `NAME=value` entries.
    static func added(to environment: [String]) -> [String] {
        var environment = environment
        for name in bundleVariables {
            set(name, in: &environment) { value in
                value == nil || value == usualBundle ? "\(directory.appending(bundleName))" : value
            }
        }
        let option = "\(trustStoreOption)\(directory.appending(javaStoreName))"
        set("JAVA_TOOL_OPTIONS", in: &environment) { value in
            guard let value, !value.isEmpty else { return option }
            return value.contains(trustStoreOption) ? value : "\(value) \(option)"
        }
        return environment
    }

    /// - Parameter change: makes the new value of the old one, each nil for none.
    private static func set(_ name: String, in environment: inout [String], to change: (String?) -> String?) {
        let start = "\(name)="
        let index = environment.firstIndex { $0.hasPrefix(start) }
        guard let value = change(index.map { String(environment[$0].dropFirst(start.count)) }) else { return }
        if let index {
            environment[index] = start + value
        } else {
            environment.append(start + value)
        }
    }
}
