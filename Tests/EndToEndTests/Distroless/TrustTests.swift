import SystemPackage
import TestServers
import Testing

extension DistrolessTests {
    /// Programs trust the authorities of Debian's `ca-certificates`, and one more where a specification says so.
    @Suite(.serialized) struct TrustTests {
        /// Runs `body` with the image, with one that stands on it and trusts the tests' authority, and with the address of
        /// a server that shows a certificate of this authority.
        private func withServer(
            _ name: String, _ body: (ImageProgram, ImageProgram, String) async throws -> Void
        ) async throws {
            let images = try ComposedImages.shared()
            let plain = try await ImageProgram(name)
            let specification = """
                base = "\(name)"

                [certificates]
                authorities = ["authority/ca.crt"]
                """
            let trusting = ImageProgram(
                image: try await images.image("\(name)-trusting", of: specification), images.work)
            let server = try await LoopbackServer(certificate: try images.authority.issue(name)) { exchange in
                try await exchange.answer(200, ["Connection": "close"], Array("trusted\n".utf8))
            }
            try await body(plain, trusting, "https://127.0.0.1:\(server.port)/")
            await server.stop()
        }

        @Test(
            "Python's ssl and urllib verify with the image's authorities",
            arguments: ["python3-debian13", "python3-debian12"])
        func python(image: String) async throws {
            let program = "import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1]).read())"
            try await withServer(image) { plain, trusting, address in
                #expect(try await trusting.output("-c", program, address) == "b'trusted\\n'")
                let refused = try await plain.outcome(["-c", program, address])
                #expect(refused.status == 1 && refused.error.contains("CERTIFICATE_VERIFY_FAILED"))
                let count = "import ssl; print(len(ssl.create_default_context().get_ca_certs()) > 100)"
                #expect(try await plain.output("-c", count) == "True")
            }
        }

        @Test(
            "Java verifies with its trust store of the same authorities",
            arguments: ["java21-debian13", "java17-debian12", "java25-debian13"])
        func java(image: String) async throws {
            let source = """
                import java.net.*;
                import javax.net.ssl.*;

                public class Client {
                    public static void main(String[] arguments) throws Exception {
                        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                        factory.init((java.security.KeyStore) null);
                        var manager = (X509TrustManager) factory.getTrustManagers()[0];
                        System.out.println(manager.getAcceptedIssuers().length > 100);
                        System.out.print(new String(URI.create(arguments[0]).toURL().openStream().readAllBytes()));
                    }
                }

                """
            try await withServer(image) { plain, trusting, address in
                try plain.work.write(source, to: "client/Client.java")
                let script =
                    "javac --release 17 Client.java && jar --create --file client.jar --main-class Client *.class"
                try await shell(script, in: plain.work.directory.appending("client"))
                let options = ["-v", "\(plain.work.path("client/client.jar")):/app.jar:ro"]
                #expect(try await trusting.output(options: options, "/app.jar", address) == "true\ntrusted")
                let refused = try await plain.outcome(options: options, ["/app.jar", address])
                #expect(refused.status == 1 && refused.output == "true\n")
                #expect(refused.error.contains("unable to find valid certification path"))
            }
        }

        @Test("Node verifies with the image's authorities", arguments: ["nodejs20-debian13", "nodejs18-debian12"])
        func node(image: String) async throws {
            let program = """
                require("https").get(process.argv[1], (answer) => answer.pipe(process.stdout))
                    .on("error", (error) => { console.error(error.code); process.exit(3); });
                """
            try await withServer(image) { plain, trusting, address in
                #expect(try await trusting.output("-e", program, address) == "trusted")
                let refused = try await plain.outcome(["-e", program, address])
                #expect(refused.status == 3 && refused.error.contains("UNABLE_TO_"))
            }
        }

        /// A client in C with the host's OpenSSL: it verifies as OpenSSL does by default.
        private static let client = """
            #include <openssl/err.h>
            #include <openssl/ssl.h>
            #include <stdio.h>
            #include <string.h>

            int main(int count, char **arguments) {
                SSL_CTX *context = SSL_CTX_new(TLS_client_method());
                SSL_CTX_set_default_verify_paths(context);
                SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
                BIO *connection = BIO_new_ssl_connect(context);
                SSL *ssl;
                BIO_get_ssl(connection, &ssl);
                SSL_set1_host(ssl, "localhost");
                BIO_set_conn_hostname(connection, arguments[1]);
                if (BIO_do_handshake(connection) <= 0) {
                    ERR_print_errors_fp(stderr);
                    return 3;
                }
                BIO_puts(connection, "GET / HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n");
                char answer[4096] = "";
                size_t length = 0;
                for (int size; !strstr(answer, "trusted\\n"); length += size) {
                    size = BIO_read(connection, answer + length, sizeof answer - length - 1);
                    if (size <= 0) return 4;
                }
                fputs(answer, stdout);
            }

            """

        @Test(
            "a program with OpenSSL verifies with the image's authorities, on base and, static, on static",
            arguments: [
                ("base-debian13", ""), ("base-debian12", ""), ("static-debian13", "-static"),
                ("static-debian12", "-static"),
            ])
        func native(image: String, option: String) async throws {
            try await withServer(image) { plain, trusting, address in
                try plain.work.write(Self.client, to: "client/client.c")
                let script = "gcc -Wno-unused-result $2 -o client$2 client.c -lssl -lcrypto"
                try await shell(script, image, option, in: plain.work.directory.appending("client"))
                let place = String(address.dropFirst("https://".count).dropLast())
                let options = plain.running("client/client\(option)")
                #expect(try await trusting.output(options: options, place).hasSuffix("trusted"))
                let refused = try await plain.outcome(options: options, [place])
                #expect(refused.status == 3 && refused.error.contains("certificate verify failed"))
            }
        }
    }
}
