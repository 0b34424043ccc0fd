import Diagnostics
import ImageModel
import Registry
import Testing
import Transport

struct ManifestTests {
    private func repository(_ answer: ScriptedTransport.Answer) -> Repository {
        client(ScriptedTransport { $0.line == "GET /v2/" ? .status(200) : answer }).repository(at: endpoint())
    }

    private static let image = "{\"schemaVersion\":2,\"config\":\(descriptor),\"layers\":[]}"
    private static let descriptor =
        "{\"mediaType\":\"a/b\",\"size\":1,\"digest\":\"sha256:\(String(repeating: "0", count: 64))\"}"

    @Test("a manifest keeps its bytes, and has the media type that it says or was sent as")
    func mediaTypes() async throws {
        let cases: [(text: String, header: String?, expected: MediaType)] = [
            (Self.image, MediaType.dockerManifest.rawValue, .dockerManifest),
            (Self.image, "\(MediaType.dockerManifest); charset=utf-8", .dockerManifest),
            (Self.image, "application/json", .ociManifest),
            (Self.image, nil, .ociManifest),
            ("{\"schemaVersion\":2,\"manifests\":[]}", nil, .ociIndex),
            (
                "{\"schemaVersion\":2,\"mediaType\":\"\(MediaType.dockerManifestList)\",\"manifests\":[]}",
                "text/plain",
                .dockerManifestList
            ),
            (
                "{\"mediaType\":\"application/vnd.oci.artifact.manifest.v1+json\",\"blobs\":[]}", nil,
                MediaType(rawValue: "application/vnd.oci.artifact.manifest.v1+json")
            ),
        ]
        for (text, header, expected) in cases {
            var headers: HTTPHeaders = [:]
            headers["Content-Type"] = header
            let found = try await repository(.status(200, headers, text)).manifest(.tag("latest"))
            #expect(found == ManifestBlob(text, expected))
        }
    }

    @Test(
        "what could be taken for two things, or is none, is refused",
        arguments: [
            ("{\"schemaVersion\":2,\"manifests\":[],\"layers\":[]}", MediaType.ociIndex),
            ("{\"schemaVersion\":2,\"manifests\":[],\"config\":\(descriptor)}", .ociManifest),
            ("{\"schemaVersion\":2,\"mediaType\":\"\(MediaType.ociIndex)\",\"manifests\":[]}", .dockerManifestList),
            ("{\"schemaVersion\":2,\"mediaType\":\"\(MediaType.ociIndex)\",\"layers\":[]}", .ociIndex),
            (image, .ociIndex), ("{}", .ociManifest), ("[]", .ociManifest), ("", .ociManifest), ("{", .ociManifest),
        ])
    func ambiguous(text: String, type: MediaType) async throws {
        let repository = repository(.status(200, ["Content-Type": type.rawValue], text))
        #expect(await code { _ = try await repository.manifest(.tag("latest")) } == .corrupt)
    }

    @Test("schema 1 is named as what it is")
    func schema1() async throws {
        let repository = repository(
            .status(
                200, ["Content-Type": "application/vnd.docker.distribution.manifest.v1+prettyjws"],
                "{\"schemaVersion\":1,\"fsLayers\":[]}"))
        let error = await failure { _ = try await repository.manifest(.tag("latest")) }
        #expect(error?.code == .corrupt)
        #expect(error?.message.contains("schema 1") == true)
    }

    @Test("a manifest must have the digest that it was asked for by, and the one that the registry says it has")
    func digests() async throws {
        let right = Digest(of: Self.image.utf8)
        let wrong = Digest(of: [])
        #expect(try await repository(.status(200, [:], Self.image)).manifest(.digest(right)) != nil)
        let lie = await failure {
            _ = try await repository(.status(200, [:], Self.image)).manifest(.digest(wrong))
        }
        #expect(lie?.code == .corrupt)
        for part in ["registry.example/app", right.description, wrong.description] {
            #expect(lie?.message.contains(part) == true)
        }
        let header: HTTPHeaders = ["Docker-Content-Digest": wrong.description]
        #expect(
            await code { _ = try await repository(.status(200, header, Self.image)).manifest(.tag("latest")) }
                == .corrupt)
        let unknown: HTTPHeaders = ["Docker-Content-Digest": "sha512:00"]
        #expect(try await repository(.status(200, unknown, Self.image)).manifest(.tag("latest")) != nil)
    }

    @Test("a manifest has at most 8 MiB")
    func size() async throws {
        let repository = repository(.bytes([UInt8](repeating: 32, count: 8 << 20 + 1)))
        #expect(await code { _ = try await repository.manifest(.tag("latest")) } == .corrupt)
    }

    @Test("a manifest that is not there is none, any other status an error")
    func statuses() async throws {
        #expect(try await repository(.status(404)).manifest(.tag("latest")) == nil)
        for (status, expected) in [
            (403, BuildError.Code.denied), (429, .unreachable), (500, .unreachable), (418, .unreachable),
        ] {
            #expect(
                await code { _ = try await repository(.status(status)).manifest(.tag("latest")) } == expected)
        }
    }

    @Test("an error has the registry's own words, few of them and harmless")
    func words() async throws {
        let entry = "{\"code\":\"UNKNOWN\",\"message\":\"bad\\nday \(String(repeating: "x", count: 10_000))\"}"
        let body = "{\"errors\":[\(Array(repeating: entry, count: 1).joined())]}"
        let error = await failure { _ = try await repository(.status(500, [:], body)).manifest(.tag("latest")) }
        let message = try #require(error?.message)
        #expect(
            message.hasPrefix(
                "manifest 'latest' of 'registry.example/app' can't be read: 'registry.example' answers 500 "
                    + "(internal server error): UNKNOWN: bad\\u{A}day xxx"
            ))
        #expect(message.count < 1000)
    }

    @Test("an error whose body does not end is read no further than needed")
    func endlessError() async throws {
        let endless = ScriptedTransport.Answer(status: 500, body: [UInt8](repeating: 32, count: 1 << 20), isCut: true)
        #expect(await code { _ = try await repository(endless).manifest(.tag("latest")) } == .unreachable)
    }

    @Test("a manifest is asked for again if the connection breaks in the middle, and not for ever")
    func cut() async throws {
        let transport = ScriptedTransport { exchange in
            exchange.line == "GET /v2/"
                ? .status(200)
                : ScriptedTransport.Answer(body: Array(Self.image.utf8.prefix(9)), isCut: true)
        }
        let repository = client(transport).repository(at: endpoint())
        #expect(await code { _ = try await repository.manifest(.tag("latest")) } == .unreachable)
        #expect(transport.exchanges.count == 6)
    }

    @Test("a manifest that was written must have kept its digest")
    func writing() async throws {
        let manifest = ManifestBlob(Self.image)
        let transport = ScriptedTransport { exchange in
            switch exchange.line {
            case "PUT /v2/app/manifests/lie":
                .status(201, ["Docker-Content-Digest": Digest(of: []).description])
            case "PUT /v2/app/manifests/bad":
                .status(400, [:], "{\"errors\":[{\"code\":\"MANIFEST_INVALID\"}]}")
            default: .status(exchange.method == .put ? 201 : 200)
            }
        }
        let repository = client(transport).repository(at: endpoint())
        try await repository.write(manifest, as: .tag("a"))
        try await repository.write(manifest, as: nil)
        #expect(
            transport.lines.suffix(2) == [
                "PUT /v2/app/manifests/a", "PUT /v2/app/manifests/\(manifest.descriptor.digest)",
            ])
        #expect(transport.exchanges.last?.headers["Content-Type"] == MediaType.ociManifest.rawValue)
        #expect(transport.exchanges.last?.body == manifest.bytes)
        #expect(await code { try await repository.write(manifest, as: .tag("lie")) } == .corrupt)
        #expect(await code { try await repository.write(manifest, as: .tag("bad")) } == .corrupt)
    }

    @Test("deleting says whether there was something")
    func deletion() async throws {
        let transport = ScriptedTransport { exchange in
            switch exchange.line {
            case "DELETE /v2/app/manifests/old": .status(202)
            case "DELETE /v2/app/manifests/kept": .status(405)
            default: .status(exchange.method == .delete ? 404 : 200)
            }
        }
        let repository = client(transport).repository(at: endpoint())
        #expect(try await repository.delete(.tag("old")))
        #expect(try await !repository.delete(.tag("gone")))
        #expect(await code { _ = try await repository.delete(.tag("kept")) } == .unreachable)
    }
}
