import Diagnostics
import ImageModel
import Registry
import Synchronization
import SystemPackage
import Testing
import Transport

/// A blob store in memory.
private final class MemoryBlobs: BlobStore {
    let blobs = Mutex([Digest: [UInt8]]())

    func size(of digest: Digest) throws(BuildError) -> Int64? {
        blobs.withLock { $0[digest].map { Int64($0.count) } }
    }

    func open(_ digest: Digest) throws(BuildError) -> FileDescriptor {
        throw BuildError(.internalError, "not a file")
    }

    func makeWriter() throws(BuildError) -> any BlobWriter { MemoryBlobWriter(self) }
}

private final class MemoryBlobWriter: BlobWriter {
    private let store: MemoryBlobs
    private var bytes = [UInt8]()

    init(_ store: MemoryBlobs) {
        self.store = store
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(BuildError) { self.bytes += bytes }

    func commit(expecting expected: Descriptor?) throws(BuildError) -> (digest: Digest, size: Int64) {
        let digest = Digest(of: bytes)
        if let expected, expected.digest != digest { throw BuildError(.corrupt, "another digest") }
        store.blobs.withLock { $0[digest] = bytes }
        return (digest, Int64(bytes.count))
    }

    func cancel() {}
}

/// The images of a repository as a build takes them.
private struct RepositoryImages {
    let source: MirroredRepository
    let transferred: @Sendable (Descriptor, Int64) -> Void

    func resolve(_ request: ImageRequest) async throws -> ResolvedImage? {
        guard let manifest = try await source.manifest(.tag("latest")) else { return nil }
        return try await source.resolved(manifest, for: request.platform, origin: "registry")
    }

    func fetch(_ layer: LayerInfo, into blobs: any BlobStore) async throws {
        let blob = try #require(layer.blob)
        try await source.fetch(blob, into: blobs) { transferred(blob, $0) }
    }
}

struct ImageSourceTests {
    private let image: SampleImage

    init() throws {
        image = try SampleImage([someBytes(30), someBytes(40, seed: 2)])
    }

    private func request(_ name: String = "registry.example/app", _ platform: Platform = .host) throws -> ImageRequest {
        ImageRequest(reference: try ImageReference(parsing: name), platform: platform)
    }

    private func source(
        _ transport: ScriptedTransport, _ endpoints: [RegistryEndpoint] = [endpoint()], warnings: Warnings = Warnings(),
        transferred: @escaping @Sendable (Descriptor, Int64) -> Void = { _, _ in }
    ) -> RepositoryImages {
        RepositoryImages(
            source: client(transport, warnings: warnings).repository(at: endpoints), transferred: transferred)
    }

    @Test("an image is resolved, and its layers fetched without asking for it again")
    func resolveAndFetch() async throws {
        let transport = ScriptedTransport { [image] in image.answer($0) }
        let transfers = Mutex([Digest: Int64]())
        let source = source(transport) { blob, count in transfers.withLock { $0[blob.digest] = count } }
        let resolved = try #require(try await source.resolve(request()))
        #expect(resolved.id == Digest(of: image.config))
        #expect(resolved.date == "2026-01-02T03:04:05Z")
        let blobs = MemoryBlobs()
        for layer in resolved.layers { try await source.fetch(layer, into: blobs) }
        #expect(Set(blobs.blobs.withLock { $0.values }) == Set(image.layers))
        #expect(transport.lines.filter { $0.contains("manifests") }.count == 1)
        #expect(transfers.withLock { $0[Digest(of: image.layers[1])] } == 40)
    }

    @Test("an index leads to the image of the platform, also an index in an index")
    func indexes() async throws {
        let arm = Platform(os: "linux", architecture: "arm64")
        let other = try SampleImage([[1]], platform: arm)
        func entry(_ image: SampleImage, _ platform: Platform) -> Descriptor {
            var entry = image.manifest.descriptor
            entry.platform = platform
            return entry
        }
        let amd = Platform(os: "linux", architecture: "amd64")
        let inner = ManifestBlob(
            try CanonicalJSON.encode(ImageIndex(manifests: [entry(image, amd), entry(other, arm)])), .ociIndex)
        let outer = ManifestBlob(
            try CanonicalJSON.encode(ImageIndex(manifests: [inner.descriptor])), .ociIndex)
        let transport = ScriptedTransport { [image] exchange in
            if exchange.line == "GET /v2/app/manifests/latest" { return .bytes(outer.bytes) }
            if exchange.line.hasSuffix(inner.descriptor.digest.description) { return .bytes(inner.bytes) }
            let answer = image.answer(exchange)
            return answer.status == 404 ? other.answer(exchange) : answer
        }
        let source = source(transport)
        let resolved = try await source.resolve(request("registry.example/app", arm))
        #expect(resolved?.id == Digest(of: other.config))
        let missing = await failure {
            _ = try await source.resolve(request("registry.example/app", Platform(parsing: "linux/s390x")))
        }
        #expect(missing?.code == .imageNotFound)
        #expect(missing?.help?.hasSuffix("linux/amd64, linux/arm64") == true)
    }

    @Test("an image that is not there is none")
    func missing() async throws {
        let transport = ScriptedTransport { $0.line == "GET /v2/" ? .status(200) : .status(404) }
        #expect(try await source(transport).resolve(request()) == nil)
    }

    @Test("a manifest and a configuration that do not fit are refused")
    func mismatches() async throws {
        let config = image.config
        func transport(_ manifest: ImageManifest) throws -> ScriptedTransport {
            let bytes = try CanonicalJSON.encode(manifest)
            return ScriptedTransport { exchange in
                exchange.line.contains("manifests") ? .bytes(bytes) : .bytes(config)
            }
        }
        let layers = image.layers.map { blob($0) }
        let right = blob(config, .ociConfig)
        let wrong: [(ImageManifest, BuildError.Code)] = [
            (ImageManifest(config: right, layers: Array(layers.prefix(1))), .corrupt),
            (ImageManifest(config: blob(config, .ociLayer), layers: layers), .imageNotFound),
            (
                ImageManifest(
                    config: Descriptor(mediaType: .ociConfig, digest: right.digest, size: 1 << 40), layers: layers),
                .corrupt
            ),
            (
                ImageManifest(
                    config: Descriptor(mediaType: .ociConfig, digest: right.digest, size: -1), layers: layers), .corrupt
            ),
            (
                ImageManifest(config: Descriptor(mediaType: .ociConfig, digest: right.digest, size: 5), layers: layers),
                .corrupt
            ),
            (ImageManifest(config: blob([1], .ociConfig), layers: layers), .corrupt),
        ]
        for (manifest, expected) in wrong {
            let source = source(try transport(manifest))
            #expect(await code { _ = try await source.resolve(request()) } == expected)
        }
    }

    // MARK: Mirrors

    private let mirrored = [
        endpoint("empty.example", isMirror: true), endpoint("broken.example", isMirror: true), endpoint(),
    ]

    @Test("what mirrors do not have is had from the registry; one that fails is warned of, once")
    func mirrors() async throws {
        let warnings = Warnings()
        let transport = ScriptedTransport { [image] exchange in
            switch exchange.url.host {
            case "empty.example": return exchange.line == "GET /v2/" ? .status(200) : .status(404)
            case "broken.example": throw NoAnswer()
            default: return image.answer(exchange)
            }
        }
        let source = source(transport, mirrored, warnings: warnings)
        let resolved = try #require(try await source.resolve(request()))
        let blobs = MemoryBlobs()
        for layer in resolved.layers { try await source.fetch(layer, into: blobs) }
        #expect(blobs.blobs.withLock { $0.count } == 2)
        #expect(warnings.codes == ["unreachable"])
        #expect(transport.exchanges.filter { $0.url.host == "broken.example" }.count == 1)
    }

    @Test("a mirror that has the wrong bytes is warned of, and the registry asked")
    func corruptMirror() async throws {
        let warnings = Warnings()
        let transport = ScriptedTransport { [image] exchange in
            var answer = image.answer(exchange)
            if exchange.url.host == "broken.example", exchange.line.contains(Digest(of: image.layers[0]).hex) {
                answer.body[3] ^= 1
            }
            return answer
        }
        let source = source(transport, Array(mirrored.dropFirst()), warnings: warnings)
        let resolved = try #require(try await source.resolve(request()))
        let blobs = MemoryBlobs()
        for layer in resolved.layers { try await source.fetch(layer, into: blobs) }
        #expect(Set(blobs.blobs.withLock { $0.values }) == Set(image.layers))
        #expect(warnings.codes == ["corrupt"])
    }

    @Test("what a mirror gave before it broke is not asked for again")
    func brokenMirror() async throws {
        let layer = image.layers[1]
        let transport = ScriptedTransport { exchange in
            guard exchange.line.contains("blobs") else { return .status(200) }
            if exchange.url.host == "broken.example" {
                guard exchange.headers["Range"] == nil else { throw NoAnswer() }
                return ScriptedTransport.Answer(body: Array(layer[..<20]), isCut: true)
            }
            return ScriptedTransport.Answer(
                status: 206, headers: ["Content-Range": "bytes 20-39/40"], body: Array(layer[20...]))
        }
        let repository = client(transport).repository(at: Array(mirrored.dropFirst()))
        #expect(try await repository.bytes(blob(layer)) == layer)
    }

    @Test("the registry's own failure is an error")
    func registryFailure() async throws {
        let transport = ScriptedTransport { exchange in
            exchange.url.host == "registry.example" ? .status(500) : .status(404)
        }
        let source = source(transport, [mirrored[0], mirrored[2]])
        #expect(await code { _ = try await source.resolve(request()) } == .unreachable)
    }
}
