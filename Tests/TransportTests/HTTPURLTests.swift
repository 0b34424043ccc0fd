import Diagnostics
import Testing

@testable import Transport

@Suite struct HTTPURLTests {
    @Test(
        "an address is read into its parts",
        arguments: [
            ("http://localhost", "http://localhost/", "localhost", 80),
            ("HTTPS://Registry.Example:443/v2/", "https://registry.example/v2/", "registry.example", 443),
            ("https://r.example:5000/v2/a?n=1&last=b#top", "https://r.example:5000/v2/a?n=1&last=b", "r.example", 5000),
            ("http://[::1]:5000?a", "http://[::1]:5000/?a", "::1", 5000),
            ("http://h:/x", "http://h/x", "h", 80),
            ("http://h/a b\u{E9}%20%2F{}", "http://h/a%20b%C3%A9%20%2F%7B%7D", "h", 80),
        ])
    func reading(text: String, whole: String, host: String, port: Int) throws {
        let url = try HTTPURL(parsing: text)
        #expect(url.absoluteString == whole && url.host == host && url.port == port)
    }

    @Test(
        "what is no address is refused as wrong usage",
        arguments: [
            "", "/v2/", "registry.example", "ftp://h/", "http:/h", "http://", "http:///v2/", "http://h:0/",
            "http://h:65536/", "http://h:+1/", "http://a b/", "http://[::1", "http://::1/", "http://[1.2.3.4.5]/",
            "http://h\r\nX: y/", "http://user@h/",
        ])
    func refusing(text: String) {
        let error = #expect(throws: BuildError.self) { try HTTPURL(parsing: text) }
        #expect(error?.code == .usage)
    }

    @Test("neither an address nor what is said of it shows passwords, or queries, which may be signatures")
    func secrets() throws {
        let error = #expect(throws: BuildError.self) { try HTTPURL(parsing: "https://user:secret@h/?secret") }
        #expect(error?.description.contains("secret") == false)
        let other = #expect(throws: BuildError.self) { try HTTPURL(parsing: "ftp://h/?secret") }
        #expect(other?.description.contains("secret") == false)
        #expect(try "\(HTTPURL(parsing: "https://h/a?X-Signature=secret"))" == "https://h/a")
    }

    /// The references and results of RFC 3986, section 5.4, but those with other schemes and parameters.
    @Test(
        "a reference is resolved as RFC 3986 says",
        arguments: [
            ("g", "/b/c/g"), ("./g", "/b/c/g"), ("g/", "/b/c/g/"), ("/g", "/g"), ("?y", "/b/c/d;p?y"),
            ("g?y", "/b/c/g?y"), ("#s", "/b/c/d;p?q"), ("g#s", "/b/c/g"), (";x", "/b/c/;x"), ("", "/b/c/d;p?q"),
            (".", "/b/c/"), ("./", "/b/c/"), ("..", "/b/"), ("../g", "/b/g"), ("../..", "/"), ("../../../g", "/g"),
            ("/../g", "/g"), ("g..", "/b/c/g.."), ("./g/.", "/b/c/g/"), ("g/../h", "/b/c/h"),
            ("g?y/../x", "/b/c/g?y/../x"),
            ("g;x=1/../y", "/b/c/y"), ("a:b", "error"), ("./a:b", "/b/c/a:b"),
        ])
    func resolving(reference: String, target: String) throws {
        let base = try HTTPURL(parsing: "http://a/b/c/d;p?q")
        if target == "error" {
            let error = #expect(throws: BuildError.self) { try base.resolving(reference) }
            #expect(error?.code == .corrupt)
        } else {
            #expect(try base.resolving(reference) == HTTPURL(isSecure: false, host: "a", target: target))
        }
    }

    @Test("a reference may name another host, with or without a scheme")
    func otherHosts() throws {
        let base = try HTTPURL(parsing: "https://a:5000/b")
        #expect(try base.resolving("//c/d").absoluteString == "https://c/d")
        #expect(try base.resolving("http://c:1/d?e").absoluteString == "http://c:1/d?e")
    }

    @Test("origins are the same if scheme, host and port are, an explicit default port included")
    func origins() throws {
        let url = try HTTPURL(parsing: "https://h/a")
        #expect(url.hasSameOrigin(as: try HTTPURL(parsing: "https://H:443/b?c")))
        for other in ["http://h/a", "https://h:444/a", "https://g/a", "http://h:443/a"] {
            #expect(try !url.hasSameOrigin(as: HTTPURL(parsing: other)))
        }
    }
}
