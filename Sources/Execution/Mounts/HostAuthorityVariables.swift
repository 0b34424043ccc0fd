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

    private static let javaOptions = "JAVA_TOOL_OPTIONS"
    private static let trustStoreOption = "-Djavax.net.ssl.trustStore="

    /// An environment with the variables that it does not have yet. Options for Java that it has stay, and get the trust
    /// store beside them unless they name one.
    ///
    /// - Parameter environment: `NAME=value` entries.
    static func added(to environment: [String]) -> [String] {
        let names = Set(environment.map { $0.prefix { $0 != "=" } })
        let bundle = directory.appending(bundleName)
        let missing = bundleVariables.filter { !names.contains($0[...]) }.map { "\($0)=\(bundle)" }
        let option = "\(trustStoreOption)\(directory.appending(javaStoreName))"
        guard names.contains(javaOptions[...]) else { return environment + missing + ["\(javaOptions)=\(option)"] }
        let kept = environment.map { entry in
            guard entry.hasPrefix("\(javaOptions)="), !entry.contains(trustStoreOption) else { return entry }
            return entry.hasSuffix("=") && entry.utf8.count == javaOptions.utf8.count + 1
                ? entry + option : "\(entry) \(option)"
        }
        return kept + missing
    }
}
