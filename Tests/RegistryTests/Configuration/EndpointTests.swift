import Diagnostics
import ImageModel
import SystemPackage
import Testing
import Transport

@testable import Registry

/// A configuration, the name of an image, and where it is looked for. A registry that is insecure has a `!`.
struct EndpointCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let configuration: String
    let image: String
    let places: [String]

    init(_ description: String, _ configuration: String, _ image: String, _ places: [String]) {
        testDescription = description
        self.configuration = configuration
        self.image = image
        self.places = places
    }

    /// Nothing listens at these ports, so that skopeo goes from one to the next.
    static let all = [
        EndpointCase("no rule", "", "127.0.0.1:1/a/b:c", ["127.0.0.1:1/a/b"]),
        EndpointCase(
            "mirrors in order, then the registry",
            """
            [[registry]]
            location = "127.0.0.1:1"
            [[registry.mirror]]
            location = "127.0.0.1:2"
            [[registry.mirror]]
            location = "127.0.0.1:3/deep/mirror"
            insecure = true
            """, "127.0.0.1:1/a/b:c", ["127.0.0.1:2/a/b", "127.0.0.1:3/deep/mirror/a/b!", "127.0.0.1:1/a/b"]),
        EndpointCase(
            "the prefix gives way to the location",
            """
            [[registry]]
            prefix = "example.test/team"
            location = "127.0.0.1:1/other/"
            insecure = true
            """, "example.test/team/a:b", ["127.0.0.1:1/other/a!"]),
        EndpointCase(
            "the longest prefix is the one",
            """
            [[registry]]
            prefix = "127.0.0.1:9/a/b"
            location = "127.0.0.1:2"
            [[registry]]
            prefix = "127.0.0.1:9"
            location = "127.0.0.1:1"
            [[registry]]
            prefix = "127.0.0.1:9/a"
            location = "127.0.0.1:3"
            """, "127.0.0.1:9/a/b/c:d", ["127.0.0.1:2/c"]),
        EndpointCase(
            "a prefix ends where a part of the name ends",
            """
            [[registry]]
            prefix = "127.0.0.1:9/team"
            location = "127.0.0.1:1"
            """, "127.0.0.1:9/teammate/a:b", ["127.0.0.1:9/teammate/a"]),
        EndpointCase(
            "a prefix may be a whole repository",
            """
            [[registry]]
            prefix = "docker.io/library/debian"
            location = "127.0.0.1:1/base/os"
            """, "docker.io/library/debian:12", ["127.0.0.1:1/base/os"]),
        EndpointCase(
            "a prefix with a tag is for no other tag",
            """
            [[registry]]
            prefix = "127.0.0.1:9/a:old"
            location = "127.0.0.1:1/archive:old"
            """, "127.0.0.1:9/a:older", ["127.0.0.1:9/a"]),
        EndpointCase(
            "docker.io has mirrors for all that is in it",
            """
            [[registry]]
            prefix = "docker.io"
            location = "127.0.0.1:1/hub"
            [[registry.mirror]]
            location = "127.0.0.1:2"
            """, "docker.io/debian", ["127.0.0.1:2/library/debian", "127.0.0.1:1/hub/library/debian"]),
        EndpointCase(
            "any number of subdomains",
            """
            [[registry]]
            prefix = "*.example.test"
            location = "127.0.0.1:1"
            [[registry]]
            prefix = "*.test"
            location = "127.0.0.1:2"
            """, "a.b.example.test/c:d", ["127.0.0.1:1/c"]),
        EndpointCase(
            "mirrors without a location",
            """
            [[registry]]
            prefix = "*.0.0.1"
            insecure = true
            [[registry.mirror]]
            location = "127.0.0.1:2/m"
            """, "127.0.0.1/c:d", ["127.0.0.1:2/m/c", "127.0.0.1/c!"]),
        EndpointCase(
            "mirrors for digests only, asked for a tag", mirrorsByUse, "127.0.0.1:1/a:b",
            ["127.0.0.1:2/a", "127.0.0.1:4/a", "127.0.0.1:1/a"]),
        EndpointCase(
            "mirrors for tags only, asked for a digest", mirrorsByUse, "127.0.0.1:1/a@\(digest)",
            ["127.0.0.1:2/a", "127.0.0.1:3/a", "127.0.0.1:1/a"]),
        EndpointCase(
            "all mirrors for digests only, asked for a tag", mirrorsByDigest, "127.0.0.1:1/a:b", ["127.0.0.1:1/a"]),
        EndpointCase(
            "all mirrors for digests only, asked for a digest", mirrorsByDigest, "127.0.0.1:1/a@\(digest)",
            ["127.0.0.1:2/a", "127.0.0.1:1/a"]),
        EndpointCase(
            "version 1",
            """
            [registries.insecure]
            registries = ["127.0.0.1:1"]
            """, "127.0.0.1:1/a:b", ["127.0.0.1:1/a!"]),
    ]

    private static let digest = "sha256:\(String(repeating: "0", count: 64))"

    private static let mirrorsByUse = """
        [[registry]]
        location = "127.0.0.1:1"
        [[registry.mirror]]
        location = "127.0.0.1:2"
        [[registry.mirror]]
        location = "127.0.0.1:3"
        pull-from-mirror = "digest-only"
        [[registry.mirror]]
        location = "127.0.0.1:4"
        pull-from-mirror = "tag-only"
        """

    private static let mirrorsByDigest = """
        [[registry]]
        location = "127.0.0.1:1"
        mirror-by-digest-only = true
        [[registry.mirror]]
        location = "127.0.0.1:2"
        """
}

@Suite("Where an image is looked for")
struct EndpointTests {
    private func endpoints(
        _ text: String, _ image: String, forPush: Bool = false, verifiesTLS: Bool? = nil
    ) throws -> [RegistryEndpoint] {
        let configuration = try RegistryConfiguration(main: SourceFile(name: "registries.conf", text: text))
        return try configuration.endpoints(
            for: ImageReference(parsing: image), forPush: forPush, verifiesTLS: verifiesTLS)
    }

    @Test("a rule leads to the mirrors and locations that it names", arguments: EndpointCase.all)
    func places(_ example: EndpointCase) throws {
        let endpoints = try endpoints(example.configuration, example.image)
        let places = endpoints.map {
            "\($0.registry)/\($0.repository)\($0.trust.acceptsAnyCertificate ? "!" : "")"
        }
        #expect(places == example.places)
        #expect(endpoints.map(\.isMirror) == places.indices.map { $0 < places.count - 1 })
    }

    @Test("skopeo looks for an image in the same places, in the same order", arguments: EndpointCase.all)
    func judge(_ example: EndpointCase) async throws {
        let host = try FakeHost()
        let file = try host.write("registries.conf", example.configuration)
        let (_, _, log) = try await host.skopeo(
            ["--debug", "--registries-conf", file.string, "inspect", "docker://\(example.image)"])
        #expect(SkopeoLog.places(log) == example.places, "\(log.last ?? "")")
    }

    @Test("a prefix with a tag is for that image, which skopeo does not see")
    func tag() throws {
        let text = "[[registry]]\nprefix = 'a.test/b:old'\nlocation = 'b.test/archive:old'"
        #expect(try endpoints(text, "a.test/b:old").map(\.repository) == ["archive"])
    }

    @Test("a push goes to the registry that the name says")
    func push() throws {
        let configuration = """
            [[registry]]
            prefix = "example.test"
            location = "other.test"
            insecure = true
            [[registry.mirror]]
            location = "mirror.test"
            """
        let endpoints = try endpoints(configuration, "example.test/a", forPush: true)
        #expect(endpoints.map(\.registry) == ["example.test"])
        #expect(endpoints.map(\.allowsPlainHTTP) == [true])
    }

    @Test(
        "a registry is asked at its address, by https",
        arguments: [
            ("debian", "https://registry-1.docker.io/"), ("localhost:5000/a", "https://localhost:5000/"),
            ("Example.test/a", "https://example.test/"), ("[::1]:5000/a", "https://[::1]:5000/"),
            ("example.test:443/a", "https://example.test/"),
        ])
    func address(image: String, url: String) throws {
        #expect(try endpoints("", image).map(\.url.absoluteString) == [url])
    }

    @Test(
        "plain http is for this machine only",
        arguments: [
            ("localhost/a", true), ("localhost:5000/a", true), ("127.0.0.1:5000/a", true), ("127.3.2.1/a", true),
            ("[::1]:5000/a", true), ("127.example.test/a", false), ("128.0.0.1/a", false), ("[::2]/a", false),
            ("localhost.example.test/a", false), ("debian", false),
        ])
    func plainHTTP(image: String, isAllowed: Bool) throws {
        let endpoint = try #require(try endpoints("", image).first)
        #expect(endpoint.allowsPlainHTTP == isAllowed)
        #expect(!endpoint.trust.acceptsAnyCertificate)
    }

    @Test("what the file says of a registry on this machine counts")
    func secureLoopback() throws {
        let text = "[[registry]]\nlocation = 'localhost:5000'\ninsecure = false"
        #expect(try endpoints(text, "localhost:5000/a").map(\.allowsPlainHTTP) == [false])
    }

    @Test("the command line wins over the file", arguments: [true, false])
    func verifiesTLS(_ verifies: Bool) throws {
        let text = """
            [[registry]]
            location = "a.test"
            insecure = \(verifies)
            [[registry.mirror]]
            location = "localhost:5000"
            """
        for endpoint in try endpoints(text, "a.test/b", verifiesTLS: verifies) {
            #expect(endpoint.allowsPlainHTTP == !verifies)
            #expect(endpoint.trust.acceptsAnyCertificate == !verifies)
        }
    }

    @Test(
        "a blocked image is refused, whatever for, and the file is named",
        arguments: ["a.test/b", "a.test/b/c:d", "a.test:5000/b"], [true, false])
    func blocked(image: String, forPush: Bool) throws {
        let text = "[[registry]]\nprefix = 'a.test'\nlocation = 'b.test'\nblocked = true"
        let error = #expect(throws: BuildError.self) { try endpoints(text, image, forPush: forPush) }
        #expect(error?.code == .denied)
        #expect(error?.message.contains("'registries.conf'") == true)
    }

    @Test("a name that a rule makes no name of is refused")
    func impossible() throws {
        let text = "[[registry]]\nprefix = 'a.test'\nlocation = 'b.test:443'"
        let error = #expect(throws: BuildError.self) { try endpoints(text, "a.test:5000/b") }
        #expect(error?.code == .usage)
    }
}

/// What skopeo says that it does.
enum SkopeoLog {
    /// The repositories that it tries, in order, those with a `!` that it would ask by plain http, too.
    static func places(_ log: [String]) -> [String] {
        var places = [String]()
        for line in log {
            if let start = line.firstRange(of: "Trying to access \\\"") {
                let image = line[start.upperBound...].prefix { $0 != "\\" && $0 != "@" }
                let tag = image.lastIndex(of: ":").flatMap { image[$0...].contains("/") ? nil : $0 }
                places.append(String(image[..<(tag ?? image.endIndex)]))
            } else if line.contains("GET http://"), line.contains("/v2/"), let last = places.popLast() {
                places.append(last.hasSuffix("!") ? last : "\(last)!")
            }
        }
        return places
    }
}
