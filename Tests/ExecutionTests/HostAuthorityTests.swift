import Diagnostics
import Sandbox
import Testing

@testable import Execution

@Suite struct HostAuthorityTests {
    private static let bundle = "/dev/host-ca/ca-certificates.crt"
    private static let option = "-Djavax.net.ssl.trustStore=/dev/host-ca/cacerts"

    @Test("a step gets every variable that it does not have, and keeps the others as they are")
    func variables() {
        let before = ["PATH=/bin", "PIP_CERT=/own.pem", "CURL_CA_BUNDLE=", "SSL_CERT_FILES=/other"]
        let after = HostAuthorityVariables.added(to: before)
        #expect(Array(after.prefix(before.count)) == before)
        let added = Set(after.dropFirst(before.count))
        let bundled = [
            "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "GIT_SSL_CAINFO", "CARGO_HTTP_CAINFO", "NODE_EXTRA_CA_CERTS",
        ]
        #expect(added == Set(bundled.map { "\($0)=\(Self.bundle)" } + ["JAVA_TOOL_OPTIONS=\(Self.option)"]))
        #expect(after.count == before.count + added.count, "each once")
        #expect(HostAuthorityVariables.added(to: after) == after)
    }

    @Test("a variable that names the image's usual bundle, as those of distroless images do, names the host's instead")
    func usual() {
        let environment = ["SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt", "PIP_CERT=/etc/ssl/certs/own.crt"]
        let after = HostAuthorityVariables.added(to: environment)
        #expect(Array(after.prefix(2)) == ["SSL_CERT_FILE=\(Self.bundle)", "PIP_CERT=/etc/ssl/certs/own.crt"])
        #expect(after.count { $0.hasPrefix("SSL_CERT_FILE=") } == 1)
    }

    @Test(
        "options for Java that a step has are kept, with the trust store beside them unless they name one",
        arguments: [
            ("-Xmx1g", "-Xmx1g \(option)"), ("", option), ("=", "= \(option)"),
            ("-Djavax.net.ssl.trustStore=/own -Xmx1g", "-Djavax.net.ssl.trustStore=/own -Xmx1g"),
            ("-Djavax.net.ssl.trustStoreType=JKS", "-Djavax.net.ssl.trustStoreType=JKS \(option)"),
        ])
    func java(before: String, after: String) {
        let environment = HostAuthorityVariables.added(to: ["JAVA_TOOL_OPTIONS=\(before)"])
        #expect(environment.filter { $0.hasPrefix("JAVA_TOOL_OPTIONS=") } == ["JAVA_TOOL_OPTIONS=\(after)"])
    }
}
