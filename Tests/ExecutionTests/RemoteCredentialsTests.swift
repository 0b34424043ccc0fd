import Diagnostics
import Testing

@testable import Execution

@Suite struct RemoteCredentialsTests {
    private func credentials(_ secrets: [String: String]) -> RemoteCredentials {
        RemoteCredentials(secrets.mapValues { .value($0) })
    }

    @Test("a file's host is shown the secret that names it, and no other host is")
    func files() throws {
        let named = credentials([
            "HTTP_AUTH_TOKEN_files.example": "word\n", "HTTP_AUTH_HEADER.other.example:8080": "Basic x",
        ])
        #expect(try named.authorization(forFile: "https://files.example/a?b") == "Bearer word")
        #expect(try named.authorization(forFile: "http://Files.Example/a") == "Bearer word")
        #expect(try named.authorization(forFile: "https://other.example:8080/a") == "Basic x")
        for address in [
            "https://other.example/a", "https://files.example.org/a", "https://a@files.example/a", "ftp://a",
        ] {
            #expect(try named.authorization(forFile: address) == nil, "\(address)")
        }
        let unnamed = credentials(["HTTP_AUTH_TOKEN": "word"])
        #expect(try unnamed.authorization(forFile: "https://files.example/a") == nil)
    }

    @Test("a repository's origin is shown a header, or a token as git hosts take it; the one that names the host first")
    func repositories() throws {
        let any = credentials(["GIT_AUTH_TOKEN": "word", "GIT_AUTH_HEADER.own.example": "Bearer own"])
        let header = try #require(try any.header(forRepository: "https://git.example/a/b.git"))
        #expect(header.origin == "https://git.example/")
        #expect(header.header == "Authorization: basic eC1hY2Nlc3MtdG9rZW46d29yZA==")
        #expect(try any.header(forRepository: "https://own.example/b.git")?.header == "Authorization: Bearer own")
        #expect(try any.header(forRepository: "git@git.example:a/b.git")?.header == nil)
        #expect(try credentials([:]).header(forRepository: "https://git.example/b.git")?.header == nil)
    }

    @Test("a secret that is no line of text is refused, so that it adds no header of its own")
    func lines() {
        for secret in ["a\nX: b", "a\u{1}b", "a\rb"] {
            #expect(throws: BuildError.self) {
                _ = try credentials(["GIT_AUTH_HEADER": secret]).header(forRepository: "https://git.example/b.git")
            }
        }
    }
}
