import Diagnostics
import ImageModel
import Registry
import Synchronization
import Testing
import Transport

struct ListTests {
    @Test("tags are listed page by page")
    func tags() async throws {
        let transport = ScriptedTransport { exchange in
            switch exchange.query {
            case "n=1000":
                .status(200, ["Link": "</v2/app/tags/list?last=b>; rel=\"next\""], "{\"tags\":[\"a\",\"b\"]}")
            case "last=b":
                .status(200, ["Link": "<https://x.example>; rel=prev, <?last=c>;rel=next"], "{\"tags\":[\"c\"]}")
            default: .status(200, [:], "{\"tags\":null}")
            }
        }
        #expect(try await client(transport).repository(at: endpoint()).tags() == ["a", "b", "c"])
    }

    @Test("a list that does not end, or goes on elsewhere, is an error")
    func endless() async throws {
        for link in ["</v2/app/tags/list?n=1000>; rel=next", "<https://other.example/>; rel=next"] {
            let transport = ScriptedTransport { _ in .status(200, ["Link": link], "{\"tags\":[\"a\"]}") }
            let repository = client(transport).repository(at: endpoint())
            #expect(await code { _ = try await repository.tags() } == .corrupt)
        }
    }

    @Test("a repository that is not there has no tags to list")
    func noRepository() async throws {
        let transport = ScriptedTransport { $0.line == "GET /v2/" ? .status(200) : .status(404) }
        #expect(await code { _ = try await client(transport).repository(at: endpoint()).tags() } == .imageNotFound)
    }

    @Test("referrers are asked of the registry, and filtered where it did not")
    func referrers() async throws {
        var wanted = blob(someBytes(3), .ociManifest)
        wanted.artifactType = "application/sbom"
        var other = blob(someBytes(4), .ociManifest)
        other.artifactType = "application/signature"
        let index = try CanonicalJSON.encode(ImageIndex(manifests: [wanted, other]))
        let transport = ScriptedTransport { _ in .bytes(index) }
        let repository = client(transport).repository(at: endpoint())
        #expect(try await repository.referrers(of: Digest(of: [])) == [wanted, other])
        let type = MediaType(rawValue: "application/sbom")
        #expect(try await repository.referrers(of: Digest(of: []), artifactType: type) == [wanted])
        #expect(transport.exchanges.last?.query == "artifactType=application%2Fsbom")
    }

    @Test("where a registry knows no referrers, a tag has them")
    func fallback() async throws {
        let subject = Digest(of: "subject".utf8)
        let kept = Mutex([String: [UInt8]]())
        let transport = ScriptedTransport { exchange in
            let name = String(exchange.url.target.split(separator: "/").last ?? "")
            if exchange.line == "GET /v2/" { return .status(200) }
            if exchange.method == .put {
                kept.withLock { $0[name] = exchange.body }
                return .status(201)
            }
            return kept.withLock { $0[name] }.map { .bytes($0) } ?? .status(404)
        }
        let repository = client(transport).repository(at: endpoint())
        #expect(try await repository.referrers(of: subject) == [])
        let config = "{\"mediaType\":\"application/sbom\",\"size\":2,\"digest\":\"\(Digest(of: "{}".utf8))\"}"
        let manifests = (1...3).map { number in
            ManifestBlob(
                """
                {"schemaVersion":2,"config":\(config),"layers":[],"annotations":{"n":"\(number)"},
                "subject":{"mediaType":"a/b","size":1,"digest":"\(subject)"}}
                """
            )
        }
        try await withThrowingTaskGroup { group in
            for manifest in manifests + manifests { group.addTask { try await repository.write(manifest, as: nil) } }
            try await group.waitForAll()
        }
        let found = try await repository.referrers(of: subject)
        #expect(Set(found.map(\.digest)) == Set(manifests.map(\.descriptor.digest)))
        #expect(found.count == 3)
        #expect(Set(found.compactMap { $0.annotations?["n"] }) == ["1", "2", "3"])
        #expect(found.allSatisfy { $0.artifactType == "application/sbom" })
        #expect(kept.withLock { $0.keys.contains("sha256-\(subject.hex)") })
    }

    @Test("a registry that says that it knows the subject is left to it")
    func knownSubject() async throws {
        let transport = ScriptedTransport { exchange in
            exchange.method == .put ? .status(201, ["OCI-Subject": Digest(of: []).description]) : .status(200)
        }
        let config = "{\"mediaType\":\"a/b\",\"size\":2,\"digest\":\"\(Digest(of: "{}".utf8))\"}"
        let manifest = ManifestBlob("{\"schemaVersion\":2,\"config\":\(config),\"layers\":[],\"subject\":\(config)}")
        try await client(transport).repository(at: endpoint()).write(manifest, as: nil)
        #expect(transport.exchanges.filter { $0.method == .put }.count == 1)
    }
}
