import Diagnostics
import Glibc
import ImageModel
import Registry
import Synchronization
import SystemPackage
import Testing
import Transport

struct UploadTests {
    private let bytes = someBytes(250)

    private func write(_ server: UploadServer, _ transport: ScriptedTransport) async throws {
        let repository = client(transport).repository(at: endpoint())
        try await repository.write(blob(bytes), from: MemorySource(bytes))
    }

    @Test("a small blob goes in one request, a large one in chunks")
    func sizes() async throws {
        let small = someBytes(100)
        let server = UploadServer()
        let transport = server.transport
        let repository = client(transport).repository(at: endpoint())
        try await repository.write(blob(small), from: MemorySource(small))
        #expect(transport.lines == ["GET /v2/", "POST /v2/app/blobs/uploads/", "PUT /up/1"])
        try await repository.write(blob(bytes), from: MemorySource(bytes))
        #expect(
            transport.lines.dropFirst(3) == [
                "POST /v2/app/blobs/uploads/", "PATCH /up/2", "PATCH /up/2", "PATCH /up/2", "PUT /up/2",
            ])
        #expect(server.has(small) && server.has(bytes))
        #expect(try await repository.contains(blob(bytes)))
        #expect(try await !repository.contains(blob([1])))
    }

    @Test("chunks are as large as the registry wants them at least")
    func minimumChunk() async throws {
        let server = UploadServer(chunkHeaders: ["OCI-Chunk-Min-Length": "140"])
        let transport = server.transport
        try await write(server, transport)
        let sizes = transport.exchanges.filter { $0.method == .patch }.map(\.body.count)
        #expect(sizes == [140, 110])
        #expect(server.has(bytes))
    }

    @Test("a chunk that was cut goes on with what the registry did not get")
    func resumption() async throws {
        let server = UploadServer([.cut(kept: 30), .cut(kept: 0), .cut(kept: 100)])
        let transport = server.transport
        try await write(server, transport)
        #expect(server.has(bytes))
        #expect(transport.exchanges.filter { $0.method == .post }.count == 1)
        let ranges = transport.exchanges.compactMap { $0.headers["Content-Range"] }
        #expect(ranges == ["0-99", "30-129", "30-129", "130-229", "230-249"])
    }

    @Test("an upload that the registry has lost is begun anew", arguments: [true, false])
    func restart(isStatusKnown: Bool) async throws {
        let server = UploadServer([.cut(kept: 100), .lost, .status(503)], isStatusKnown: isStatusKnown)
        let transport = server.transport
        try await write(server, transport)
        #expect(server.has(bytes))
        #expect(server.uploads == 0)
    }

    @Test("one request that was cut is made again")
    func monolithicCut() async throws {
        let small = someBytes(100)
        let server = UploadServer([.cut(kept: 50), .status(500)])
        let repository = client(server.transport).repository(at: endpoint())
        try await repository.write(blob(small), from: MemorySource(small))
        #expect(server.has(small))
        #expect(server.uploads == 0)
    }

    @Test("an upload that does not get on is given up and cancelled")
    func givingUp() async throws {
        let server = UploadServer(Array(repeating: .status(503), count: 100))
        let transport = server.transport
        #expect(await code { try await write(server, transport) } == .unreachable)
        #expect(transport.exchanges.filter { $0.method == .patch }.count == 5)
        #expect(server.uploads == 0)
    }

    @Test("a registry that takes no chunks gets the whole blob")
    func refusedChunks() async throws {
        let server = UploadServer([.status(405)])
        let transport = server.transport
        try await write(server, transport)
        #expect(server.has(bytes))
        #expect(transport.exchanges.last?.body == bytes)
        #expect(server.uploads == 0)
    }

    @Test("a refusal ends the upload at once")
    func refusal() async throws {
        for (status, expected) in [(403, BuildError.Code.denied), (401, .denied)] {
            let server = UploadServer([.status(status)])
            let transport = server.transport
            #expect(await code { try await write(server, transport) } == expected)
            #expect(transport.exchanges.filter { $0.method == .patch }.count == 1)
        }
    }

    @Test("a blob that is not what its descriptor says is refused by the registry")
    func wrongContent() async throws {
        let server = UploadServer()
        var source = MemorySource()
        source.blobs[Digest(of: bytes)] = someBytes(250, seed: 9)
        let error = await failure {
            try await client(server.transport).repository(at: endpoint()).write(blob(bytes), from: source)
        }
        #expect(error?.code == .corrupt)
        #expect(server.uploads == 0)
    }

    @Test("a source that fails leaves no upload behind")
    func failingSource() async throws {
        let server = UploadServer()
        let error = await failure {
            try await client(server.transport).repository(at: endpoint()).write(blob(bytes), from: MemorySource())
        }
        #expect(error?.code == .imageNotFound)
        #expect(server.uploads == 0)
    }

    @Test("a blob that lies in a file is sent from there")
    func file() async throws {
        struct FileSource: ManifestSource {
            let file: BlobFile
            func manifest(_ name: ManifestName) async throws(BuildError) -> ManifestBlob? { nil }
            func read(
                _ blob: Descriptor, _ take: (UnsafeRawBufferPointer) throws(BuildError) -> Void
            ) async throws(BuildError) {
                throw BuildError(.internalError, "not asked for")
            }
            func file(of blob: Descriptor) async throws(BuildError) -> BlobFile? { file }
        }
        var template = Array("/tmp/pith-registry-test.XXXXXX".utf8CString)
        let handle = mkstemp(&template)
        try #require(handle >= 0)
        unlink(template)
        let descriptor = FileDescriptor(rawValue: handle)
        try descriptor.writeAll(someBytes(33, seed: 5) + bytes + [1, 2, 3])
        let file = BlobFile(descriptor, from: 33, size: 250)
        let server = UploadServer([.cut(kept: 10)])
        let repository = client(server.transport).repository(at: endpoint())
        try await repository.write(blob(bytes), from: FileSource(file: file))
        #expect(server.has(bytes))
        #expect(
            await code { try await repository.write(blob(bytes + [1]), from: FileSource(file: file)) } == .corrupt)
    }

    @Test("a blob that another repository has is mounted; where that is refused, it is sent")
    func mounting() async throws {
        let transport = ScriptedTransport { exchange in
            if exchange.query.contains("from=team%2Fbase") { return .status(201) }
            if exchange.query.contains("from=secret") { return .status(403) }
            switch exchange.method {
            case .post: return .status(202, ["Location": "/up/1"])
            case .put: return .status(201)
            case .delete: return .status(204)
            default: return .status(200)
            }
        }
        let small = someBytes(20)
        let client = client(transport)
        let lucky = client.repository(at: endpoint(), mountCandidates: ["app", "secret", "other", "team/base"])
        try await lucky.write(blob(small), from: MemorySource())
        #expect(!transport.lines.contains { $0.hasPrefix("PUT") })
        #expect(
            transport.exchanges.filter { $0.method == .post }.map { $0.query.split(separator: "=").last } == [
                "secret", "other", "team%2Fbase",
            ])
        let unlucky = client.repository(at: endpoint(), mountCandidates: ["other"])
        try await unlucky.write(blob(small), from: MemorySource(small))
        #expect(transport.lines.last == "PUT /up/1")
    }

    @Test("an upload elsewhere gets no credentials; one at the same host is not downgraded to plain http")
    func locations() async throws {
        let small = someBytes(20)
        for (location, expected) in [
            ("https://storage.example/u?sig=1", "https://storage.example/u nil"),
            ("http://registry.example/u", "https://registry.example/u basic"),
            ("u/9", "https://registry.example/v2/app/blobs/uploads/u/9 basic"),
            ("http://storage.example/u", nil),
        ] {
            let transport = ScriptedTransport { exchange in
                guard exchange.url.host != "registry.example" || exchange.authorization != nil else {
                    return .status(401, ["WWW-Authenticate": "Basic realm=r"])
                }
                switch exchange.method {
                case .post: return .status(202, ["Location": location])
                case .put: return .status(201)
                default: return .status(200)
                }
            }
            let repository = client(transport, ["registry.example": somebody]).repository(at: endpoint())
            let error = await code { try await repository.write(blob(small), from: MemorySource(small)) }
            #expect(error == (expected == nil ? .corrupt : nil))
            let put = transport.exchanges.first { $0.method == .put }
            #expect(put.map { "\($0.url) \($0.authorization == nil ? "nil" : "basic")" } == expected)
        }
    }
}
