import SystemPackage
import TestServers

/// RUN steps that fetch something from a server whose certificate only the tests' authority vouches for.
struct TrustingStep: Sendable {
    /// The image that they run in.
    let image: String
    /// Lines of a Dockerfile after `FROM`; `ADDRESS` stands for the server's.
    let lines: String
    /// The file that they leave.
    let result: String
    /// What `ADDRESS` calls the server.
    var host = "127.0.0.1"

    /// Builds the steps without the authority, which must fail, and with it in the machine's bundle.
    ///
    /// - Parameters:
    ///   - files: the name of the server's directory in the workspace.
    ///   - headers: what the server adds to its answers.
    ///   - redirects: where paths lead.
    /// - Returns: how the first build ended, how the second one did, and what it left.
    func build(
        in work: Workspace, trusting authority: TestAuthority, files: String, headers: [String: String] = [:],
        redirects: [String: String] = [:], prepare: (FileServer) throws -> Void = { _ in }
    ) async throws -> (refused: Outcome, trusted: Outcome, result: String) {
        let server = try await FileServer(
            of: work.path(files), headers: headers, redirects: redirects, certificate: try authority.issue("server"))
        try prepare(server)
        let address = server.address.replacing("127.0.0.1", with: host)
        let text = "FROM \(image)\n\(lines)\nFROM scratch\nCOPY --from=0 \(result) /result\n"
        try work.write(text.replacing("ADDRESS", with: address), to: "context/Dockerfile")
        let options = ["build", "--progress", "plain", "-o", "type=local,dest=out"]
        let refused = try await work.pith.command(options + ["context"]).run()
        try await shell(
            "cat /etc/ssl/certs/ca-certificates.crt \"$1\" >bundle", authority.certificate, in: work.directory)
        var trusting = try work.pith.command(options + ["--host-ca", "context"])
        trusting.environment["SSL_CERT_FILE"] = work.path("bundle")
        let trusted = try await trusting.run()
        await server.stop()
        guard trusted.status == 0 else { throw Failure("\(lines): status \(trusted.status)\n\(trusted.error)") }
        return (refused, trusted, try await shell("cat out/result", in: work.directory))
    }
}
