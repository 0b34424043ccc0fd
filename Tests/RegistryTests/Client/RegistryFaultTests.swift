import Diagnostics
import ImageModel
import Registry
import TestServers
import Testing
import Transport

/// docker-registry behind a proxy that misbehaves.
struct RegistryFaultTests {
    /// More than three chunks.
    private static let sample = someBytes(3_500_000)
    private let large = sample

    /// Runs `body` with a registry that has the blob, and a proxy before it.
    private func withProxy(
        _ kind: RegistryKind = .plain, _ body: (RealRegistry, FaultProxy, Repository) async throws -> Void
    ) async throws {
        try await RealRegistry.with(kind) { registry in
            let proxy = try await FaultProxy(upstreamPort: registry.server.port)
            let repository = registry.client.repository(at: registry.endpoint(at: proxy.port))
            let result: Result<Void, any Error>
            do { result = .success(try await body(registry, proxy, repository)) } catch { result = .failure(error) }
            await proxy.stop()
            try result.get()
        }
    }

    @Test("a pull that is cut three times has the same bytes in the end, and none is sent twice")
    func cutPull() async throws {
        try await withProxy { registry, proxy, repository in
            try await registry.repository.write(blob(large), from: MemorySource(large))
            proxy.inject(.cut(afterBytes: 1_000_000), path: "/blobs/sha256", count: 3)
            #expect(try await repository.bytes(blob(large)) == large)
            let ranges = proxy.requests.filter { $0.target.contains("/blobs/sha256") }.map { $0.header("Range") }
            #expect(ranges.count == 4)
            #expect(ranges.first == .some(nil) && !ranges.dropFirst().contains(nil))
        }
    }

    @Test("a pull through errors that pass succeeds")
    func passingErrors() async throws {
        try await withProxy { registry, proxy, repository in
            try await registry.repository.write(blob(large), from: MemorySource(large))
            for status in [429, 500, 503] {
                proxy.inject(.answer(status, headers: ["Retry-After": "1"]), path: "/blobs/")
            }
            #expect(try await repository.bytes(blob(large)) == large)
        }
    }

    @Test("a byte that changed on the way is noticed")
    func corruption() async throws {
        try await withProxy { registry, proxy, repository in
            let image = try SampleImage([large])
            try await registry.repository.push(image, as: "latest")
            proxy.inject(.corrupt(byteAt: 2_000_000), path: "/blobs/")
            let error = await failure { _ = try await repository.bytes(blob(large)) }
            #expect(error?.code == .corrupt)
            #expect(error?.message.contains("\(registry.server.name)/team/app") == true)
            proxy.inject(.corrupt(byteAt: 30), path: "/manifests/")
            #expect(await code { _ = try await repository.manifest(.tag("latest")) } == .corrupt)
        }
    }

    @Test("a blob that is said to have another length is refused")
    func lengths() async throws {
        try await withProxy { registry, proxy, repository in
            try await registry.repository.write(blob(large), from: MemorySource(large))
            proxy.inject(.contentLength(1000), method: "GET", path: "/blobs/")
            #expect(await code { _ = try await repository.bytes(blob(large)) } == .corrupt)
            proxy.inject(.contentLength(4_000_000), method: "GET", path: "/blobs/")
            #expect(await code { _ = try await repository.bytes(blob(large)) } == .corrupt)
        }
    }

    @Test("bodies that do not end are cut off, of errors and of blobs")
    func endlessBodies() async throws {
        try await withProxy { _, proxy, repository in
            proxy.inject(.endlessBody(403), path: "/manifests/")
            #expect(await code { _ = try await repository.manifest(.tag("latest")) } == .denied)
            proxy.inject(.endlessBody(200), path: "/manifests/")
            #expect(await code { _ = try await repository.manifest(.tag("latest")) } == .corrupt)
            proxy.inject(.endlessBody(200), path: "/blobs/")
            #expect(await code { _ = try await repository.bytes(blob(large)) } == .corrupt)
        }
    }

    @Test("a redirect elsewhere is followed without the credentials", arguments: [RegistryKind.login, .tokens])
    func redirect(kind: RegistryKind) async throws {
        try await withProxy(kind) { registry, proxy, repository in
            let elsewhere = try await FaultProxy()
            elsewhere.inject(.answer(200, body: large))
            elsewhere.inject(.answer(401, headers: ["WWW-Authenticate": "Basic realm=x"]), count: 9)
            proxy.inject(.redirect(to: "http://127.0.0.1:\(elsewhere.port)/blob"), path: "/blobs/", count: 2)
            #expect(try await repository.bytes(blob(large)) == large)
            #expect(await code { _ = try await repository.bytes(blob(large)) } == .denied)
            #expect(proxy.requests.contains { $0.header("Authorization") != nil })
            #expect(elsewhere.requests.count == 2)
            #expect(elsewhere.requests.allSatisfy { $0.header("Authorization") == nil })
            await elsewhere.stop()
        }
    }

    @Test("a push whose requests are cut and refused arrives", arguments: [false, true])
    func cutPush(isMonolithic: Bool) async throws {
        let bytes = isMonolithic ? someBytes(900_000) : large
        try await withProxy { registry, proxy, repository in
            proxy.inject(.answer(503), method: isMonolithic ? "PUT" : "PATCH")
            proxy.inject(.cutUpload(afterBytes: 400_000), method: isMonolithic ? "PUT" : "PATCH")
            proxy.inject(.answer(500), path: "digest=")
            try await repository.write(blob(bytes), from: MemorySource(bytes))
            #expect(try await registry.repository.bytes(blob(bytes)) == bytes)
        }
    }

    @Test("chunks go on where they were after a cut between them")
    func resumedPush() async throws {
        try await withProxy { registry, proxy, repository in
            proxy.inject(.cutUpload(afterBytes: 0), method: "PATCH")
            try await repository.write(blob(large), from: MemorySource(large))
            #expect(proxy.requests.filter { $0.method == "POST" }.count == 1)
            #expect(try await registry.repository.bytes(blob(large)) == large)
        }
    }

    @Test("a token that is no longer taken in the middle of a push is renewed, and the chunk sent again")
    func expiredToken() async throws {
        try await withProxy(.tokens) { registry, proxy, repository in
            let tokens = try #require(registry.tokens)
            let challenge = "Bearer realm=\"\(tokens.realm)\",service=\"\(RegistryServer.service)\""
            proxy.inject(.answer(401, headers: ["WWW-Authenticate": challenge]), method: "PATCH")
            tokens.issueStaleTokens(1)
            try await repository.write(blob(large), from: MemorySource(large))
            #expect(try await registry.repository.bytes(blob(large)) == large)
            #expect(tokens.requests.count == 4)
            #expect(tokens.requests.allSatisfy { $0.isGranted && $0.user == "somebody" })
        }
    }

    @Test("wrong credentials are an error that does not show them", arguments: [RegistryKind.login, .tokens])
    func wrongCredentials(kind: RegistryKind) async throws {
        try await RealRegistry.with(kind) { registry in
            let wrong = Credential.password(username: "somebody", password: "wr0ng")
            let error = await failure { try await registry.client.verify(wrong, at: registry.endpoint) }
            #expect(error?.code == .denied)
            #expect(error?.message.contains("wr0ng") == false)
            try await registry.client.verify(somebody, at: registry.endpoint)
            let stranger = client(quickTransport(), [registry.server.name: wrong]).repository(at: registry.endpoint)
            #expect(await code { _ = try await stranger.manifest(.tag("latest")) } == .denied)
        }
    }

    @Test("a blob of another repository is mounted, and the token is asked for both")
    func mounting() async throws {
        try await RealRegistry.with(.tokens) { registry in
            try await registry.repository.write(blob(large), from: MemorySource(large))
            let other = RegistryEndpoint(
                registry: registry.endpoint.registry, url: registry.endpoint.url, repository: "other")
            let repository = registry.client.repository(at: other, mountCandidates: ["none", "team/app"])
            try await repository.write(blob(large), from: MemorySource())
            #expect(try await repository.contains(blob(large)))
            let scopes = registry.tokens?.requests.map(\.scopes) ?? []
            #expect(scopes.contains(["repository:other:pull,push", "repository:team/app:pull"]))
        }
    }

    @Test("manifests are deleted, and referrers kept in a tag, at a registry that knows no referrers")
    func referrers() async throws {
        try await RealRegistry.with { registry in
            let image = try SampleImage([someBytes(10)])
            let repository = registry.repository
            try await repository.push(image, as: "latest")
            let empty = Array("{}".utf8)
            try await repository.write(blob(empty), from: MemorySource(empty))
            let subject = image.manifest.descriptor
            let note = ManifestBlob(
                """
                {"schemaVersion":2,"mediaType":"\(MediaType.ociManifest)","layers":[],
                "config":{"mediaType":"application/note","size":2,"digest":"\(Digest(of: empty))"},
                "subject":{"mediaType":"\(subject.mediaType)","size":\(subject.size),"digest":"\(subject.digest)"}}
                """
            )
            try await repository.write(note, as: nil)
            #expect(try await repository.referrers(of: subject.digest).map(\.digest) == [note.descriptor.digest])
            #expect(try await repository.delete(.digest(note.descriptor.digest)))
            #expect(try await !repository.delete(.digest(note.descriptor.digest)))
            #expect(try await repository.manifest(.digest(note.descriptor.digest)) == nil)
        }
    }
}
