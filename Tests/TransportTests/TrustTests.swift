import Diagnostics
import TestServers
import Testing
import Transport

@Suite struct TrustTests {
    /// A server with a certificate of a new authority, which answers with 200.
    private func withServer(
        for hosts: [String] = ["DNS:localhost", "IP:127.0.0.1"], isExpired: Bool = false, asksClients: Bool = false,
        _ body: (LoopbackServer, TestAuthority) async throws -> Void
    ) async throws {
        try await TestFile.withDirectory { directory in
            let authority = try TestAuthority(in: directory)
            let certificate = try authority.issue("server", for: hosts, isExpired: isExpired)
            let server = try await LoopbackServer(certificate: certificate, asksClients: asksClients) { exchange in
                try await exchange.answer(200)
            }
            try await body(server, authority)
            await server.stop()
        }
    }

    private func request(_ server: LoopbackServer, host: String = "127.0.0.1", _ trust: HTTPTrust) -> HTTPRequest {
        HTTPRequest(.get, HTTPURL(isSecure: true, host: host, port: server.port), trust: trust)
    }

    @Test("a server is trusted by an authority that is named, for its name and its address")
    func authorities() async throws {
        try await withServer { server, authority in
            let trust = HTTPTrust(authorities: [authority.certificate])
            for host in ["localhost", "127.0.0.1"] {
                let response = try await makeTransport().send(request(server, host: host, trust))
                #expect(response.status == 200)
            }
        }
    }

    @Test("SSL_CERT_FILE takes the place of the system's authorities")
    func environment() async throws {
        try await withServer { server, authority in
            let transport = makeTransport(environment: ["SSL_CERT_FILE": authority.certificate])
            let response = try await transport.send(request(server, HTTPTrust()))
            #expect(response.status == 200)
            let both = makeTransport(environment: [
                "SSL_CERT_FILE": authority.certificate, "SSL_CERT_DIR": "/nonexistent:/etc/ssl/certs",
            ])
            #expect(try await both.send(request(server, HTTPTrust())).status == 200)
            let broken = makeTransport(environment: ["SSL_CERT_FILE": "/nonexistent/authorities"])
            let error = await failure(.usage, broken, request(server, HTTPTrust()))
            #expect(error?.message.contains("'/nonexistent/authorities'") == true)
        }
    }

    @Test("an unknown authority is an error that says where to put its certificate")
    func unknownAuthority() async throws {
        try await withServer { server, _ in
            let error = await failure(.unreachable, makeTransport(), request(server, HTTPTrust()))
            #expect(error?.message.contains("not signed by an authority that this machine trusts") == true)
            #expect(error?.help?.contains("/etc/docker/certs.d/127.0.0.1:\(server.port)/ca.crt") == true)
        }
    }

    @Test("an expired certificate is said to be expired")
    func expired() async throws {
        try await withServer(isExpired: true) { server, authority in
            let trust = HTTPTrust(authorities: [authority.certificate])
            let error = await failure(.unreachable, makeTransport(), request(server, trust))
            #expect(error?.message.contains("its certificate expired on 20") == true, "\(error?.message ?? "")")
        }
    }

    @Test("a certificate for another name is said to be so", arguments: ["localhost", "127.0.0.1"])
    func otherName(host: String) async throws {
        try await withServer(for: ["DNS:registry.example"]) { server, authority in
            let trust = HTTPTrust(authorities: [authority.certificate])
            let error = await failure(.unreachable, makeTransport(), request(server, host: host, trust))
            #expect(error?.message.contains("its certificate is for another name") == true, "\(error?.message ?? "")")
        }
    }

    @Test("any certificate will do where the user says so, and only there")
    func insecure() async throws {
        try await withServer(for: ["DNS:registry.example"], isExpired: true) { server, _ in
            let transport = makeTransport()
            let response = try await transport.send(request(server, HTTPTrust(acceptsAnyCertificate: true)))
            #expect(response.status == 200)
            _ = await failure(.unreachable, transport, request(server, HTTPTrust()))
        }
    }

    @Test("a client certificate is shown where one is asked for")
    func clientCertificate() async throws {
        try await withServer(asksClients: true) { server, authority in
            let client = try authority.issue("client")
            var trust = HTTPTrust(authorities: [authority.certificate])
            let error = await failure(.unreachable, makeTransport(), request(server, trust))
            #expect(error?.message.contains("client certificate") == true, "\(error?.message ?? "")")
            (trust.clientCertificate, trust.clientKey) = (client.certificate, client.key)
            #expect(try await makeTransport().send(request(server, trust)).status == 200)
            trust.clientKey = authority.certificate
            _ = await failure(.usage, makeTransport(), request(server, trust))
        }
    }

    @Test("plain http where TLS is expected is said to be so")
    func noTLS() async throws {
        let server = try await RawServer(answer: "HTTP/1.1 400 Bad Request\r\n\r\n")
        let request = HTTPRequest(.get, loopback(server.port, isSecure: true))
        let error = await failure(.unreachable, makeTransport(), request)
        #expect(error?.message.contains("does not speak TLS") == true, "\(error?.message ?? "")")
    }
}
