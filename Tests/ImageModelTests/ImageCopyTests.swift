import Diagnostics
import ImageModel
import Synchronization
import Testing

@Suite struct ImageCopyTests {
    @Test("an index is copied with all it lists: blobs before manifests, children before parents, each once")
    func wholeIndex() async throws {
        let source = Place()
        let images = try ["amd64", "arm64"].map { try source.addImage(layers: ["shared", $0], for: $0) }
        let note = source.add(Array("note".utf8), MediaType(rawValue: "text/plain"))
        let nested = try source.add(index: [images[1]])
        let top = try source.add(index: [images[0], nested, note, images[1]])
        let sink = Place()
        let copied = try await ImageCopy(from: source, to: sink).copy(try source.blob(top), as: .tag("all"))
        #expect(copied == top)
        #expect(sink.contents == source.contents)
        let log = sink.log
        #expect(Set(log).count == log.count)
        #expect(log.suffix(4) == [images[0], images[1], nested, top].map(\.digest))
        #expect(sink.tags == ["all": top.digest])
    }

    @Test("one platform's image is copied without the index")
    func onePlatform() async throws {
        let source = Place()
        let images = try ["amd64", "arm64"].map { try source.addImage(layers: [$0], for: $0) }
        let nested = try source.add(index: images)
        let sink = Place()
        let copy = ImageCopy(from: source, to: sink, platform: Platform(os: "linux", architecture: "arm64"))
        let copied = try await copy.copy(try source.blob(nested), as: nil)
        #expect(copied.digest == images[1].digest)
        #expect(sink.log.count == 3 && sink.tags.isEmpty)
        let other = ImageCopy(from: source, to: sink, platform: Platform(os: "linux", architecture: "riscv64"))
        let error = await #expect(throws: BuildError.self) { try await other.copy(try source.blob(nested), as: nil) }
        #expect(error?.code == .imageNotFound)
    }

    @Test("blobs that are there are not sent, and count as done")
    func presentBlobs() async throws {
        let source = Place()
        let image = try source.addImage(layers: ["a", "b"], for: "amd64")
        let sink = Place()
        _ = sink.add(Array("a".utf8), .ociLayer)
        let seen = Mutex([Digest: Int64]())
        let copy = ImageCopy(from: source, to: sink, parallelism: 1) { blob, count in
            seen.withLock { $0[blob.digest] = count }
        }
        _ = try await copy.copy(try source.blob(image), as: nil)
        #expect(!sink.log.contains(Digest(of: "a".utf8)))
        #expect(seen.withLock { $0[Digest(of: "a".utf8)] == 1 && $0[Digest(of: "b".utf8)] == 1 && $0.count == 3 })
    }

    @Test("no more blobs are sent at the same time than allowed", arguments: [1, 3])
    func parallelism(_ limit: Int) async throws {
        let source = Place()
        let image = try source.addImage(layers: (0..<20).map { "\($0)" }, for: "amd64")
        let sink = Place()
        _ = try await ImageCopy(from: source, to: sink, parallelism: limit).copy(try source.blob(image), as: nil)
        #expect(sink.contents == source.contents)
        #expect((1...limit).contains(sink.mostWriters))
    }

    @Test("nothing is named where a blob is missing")
    func missingBlob() async throws {
        let source = Place()
        let layer = Descriptor(mediaType: .ociLayer, digest: Digest(of: "gone".utf8), size: 4)
        let config = source.add(Array("{}".utf8), .ociConfig)
        let image = try source.add(document: ImageManifest(config: config, layers: [layer]), .ociManifest)
        let sink = Place()
        await #expect(throws: BuildError.self) {
            try await ImageCopy(from: source, to: sink).copy(try source.blob(image), as: .tag("a"))
        }
        #expect(sink.tags.isEmpty && !sink.log.contains(image.digest))
    }

    @Test("an index with too deep, too many or negative entries is refused")
    func bounds() async throws {
        let source = Place()
        var deep = try source.addImage(layers: [], for: "amd64")
        for _ in 0..<3 { deep = try source.add(index: [deep]) }
        let many = try source.add(index: try (0...1000).map { try source.addImage(layers: ["\($0)"], for: "amd64") })
        let layer = Descriptor(mediaType: .ociLayer, digest: Digest(of: "x".utf8), size: -1)
        let config = source.add([], .ociConfig)
        let negative = try source.add(document: ImageManifest(config: config, layers: [layer]), .ociManifest)
        for image in [deep, many, negative] {
            let error = await #expect(throws: BuildError.self) {
                try await ImageCopy(from: source, to: Place()).copy(try source.blob(image), as: nil)
            }
            #expect(error?.code == .corrupt)
        }
    }
}

/// Manifests and blobs in memory, and the order in which they came.
private final class Place: ManifestSource, ManifestSink {
    private struct State {
        var contents = [Digest: [UInt8]]()
        var types = [Digest: Descriptor]()
        var tags = [String: Digest]()
        var log = [Digest]()
        var writers = 0
        var mostWriters = 0
    }

    private let state = Mutex(State())

    var contents: [Digest: [UInt8]] { state.withLock { $0.contents } }
    var tags: [String: Digest] { state.withLock { $0.tags } }
    var log: [Digest] { state.withLock { $0.log } }
    var mostWriters: Int { state.withLock { $0.mostWriters } }

    func add(_ bytes: [UInt8], _ mediaType: MediaType) -> Descriptor {
        let descriptor = Descriptor(mediaType: mediaType, digest: Digest(of: bytes), size: Int64(bytes.count))
        state.withLock {
            $0.contents[descriptor.digest] = bytes
            $0.types[descriptor.digest] = descriptor
        }
        return descriptor
    }

    func add(document: some Encodable, _ mediaType: MediaType) throws -> Descriptor {
        add(try CanonicalJSON.encode(document), mediaType)
    }

    func add(index entries: [Descriptor]) throws -> Descriptor {
        try add(document: ImageIndex(manifests: entries), .ociIndex)
    }

    func addImage(layers: [String], for architecture: String) throws -> Descriptor {
        let config = add(Array(#"{"architecture":"\#(architecture)"}"#.utf8), .ociConfig)
        let layers = layers.map { add(Array($0.utf8), .ociLayer) }
        var descriptor = try add(document: ImageManifest(config: config, layers: layers), .ociManifest)
        descriptor.platform = Platform(os: "linux", architecture: architecture)
        return descriptor
    }

    func blob(_ descriptor: Descriptor) throws -> ManifestBlob {
        ManifestBlob(descriptor: descriptor, bytes: try #require(contents[descriptor.digest]))
    }

    func manifest(_ name: ManifestName) async throws(BuildError) -> ManifestBlob? {
        guard case .digest(let digest) = name else { return nil }
        return state.withLock { state in
            guard let bytes = state.contents[digest], let descriptor = state.types[digest] else { return nil }
            return ManifestBlob(descriptor: descriptor, bytes: bytes)
        }
    }

    func read(
        _ blob: Descriptor, _ take: (UnsafeRawBufferPointer) throws(BuildError) -> Void
    ) async throws(BuildError) {
        guard let bytes = contents[blob.digest] else { throw BuildError(.corrupt, "blob is missing") }
        await Task.yield()
        try bytes.withUnsafeBufferPointer { buffer throws(BuildError) in try take(UnsafeRawBufferPointer(buffer)) }
    }

    func contains(_ blob: Descriptor) async throws(BuildError) -> Bool { contents[blob.digest] != nil }

    func write(_ blob: Descriptor, from source: any ManifestSource) async throws(BuildError) {
        state.withLock {
            $0.writers += 1
            $0.mostWriters = max($0.mostWriters, $0.writers)
        }
        var bytes = [UInt8]()
        try await source.read(blob) { bytes.append(contentsOf: $0) }
        let content = bytes
        state.withLock {
            $0.writers -= 1
            $0.contents[blob.digest] = content
            $0.log.append(blob.digest)
        }
    }

    func write(_ manifest: ManifestBlob, as name: ManifestName?) async throws(BuildError) {
        state.withLock {
            $0.contents[manifest.descriptor.digest] = manifest.bytes
            $0.log.append(manifest.descriptor.digest)
            if case .tag(let tag) = name { $0.tags[tag] = manifest.descriptor.digest }
        }
    }
}
