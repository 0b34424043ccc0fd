import Diagnostics
import Glibc
import ImageModel
import Registry
import Synchronization
import SystemPackage
import Testing

/// A blob in a file that grows, as it is while a layer is compressed.
private struct GrowingBlob: ManifestSource {
    let descriptor: FileDescriptor
    let growth = FileGrowth()

    init() throws {
        var template = Array("/tmp/pith-registry-test.XXXXXX".utf8CString)
        let handle = mkstemp(&template)
        try #require(handle >= 0)
        unlink(template)
        descriptor = FileDescriptor(rawValue: handle)
    }

    func append(_ bytes: ArraySlice<UInt8>) throws {
        try descriptor.writeAll(bytes)
        growth.grow(to: try descriptor.seek(offset: 0, from: .current))
    }

    /// The file while its size is not known.
    func file(size: Int64 = .max) throws -> BlobFile {
        BlobFile(try descriptor.duplicate(), size: size, growth: growth)
    }

    func manifest(_ name: ManifestName) async throws(BuildError) -> ManifestBlob? { nil }

    func read(
        _ blob: Descriptor, _ take: (UnsafeRawBufferPointer) throws(BuildError) -> Void
    ) async throws(BuildError) {
        throw BuildError(.internalError, "not asked for")
    }

    func file(of blob: Descriptor) async throws(BuildError) -> BlobFile? {
        do { return try file(size: blob.size) } catch { throw BuildError(.store, "\(error)") }
    }
}

@Suite("Blobs that are sent while they are made")
struct EarlyUploadTests {
    private let bytes = someBytes(250)

    /// Waits until the server has been sent something.
    private func wait(for line: String, count: Int = 1, in transport: ScriptedTransport) async throws {
        while transport.lines.filter({ $0 == line }).count < count { try await Task.sleep(for: .milliseconds(1)) }
    }

    @Test("whole chunks go as they are there, the rest once the digest is known")
    func early() async throws {
        let (server, growing) = (UploadServer(), try GrowingBlob())
        let transport = server.transport
        let repository = client(transport).repository(at: endpoint())
        repository.begin(try growing.file())
        try growing.append(bytes[..<130])
        try await wait(for: "PATCH /up/1", in: transport)
        try growing.append(bytes[130..<210])
        try await wait(for: "PATCH /up/1", count: 2, in: transport)
        try growing.append(bytes[210...])
        growing.growth.end(.success(Digest(of: bytes)))
        try await repository.write(blob(bytes), from: growing)
        #expect(server.has(bytes))
        #expect(server.uploads == 0)
        #expect(transport.lines.filter { $0.hasPrefix("POST") }.count == 1)
        #expect(transport.lines.filter { $0.hasPrefix("PATCH") }.count == 3)
    }

    @Test("what is no longer than a chunk is sent in one request, once the digest is known", arguments: [99, 100])
    func small(count: Int) async throws {
        let (server, growing) = (UploadServer(), try GrowingBlob())
        let repository = client(server.transport).repository(at: endpoint())
        repository.begin(try growing.file())
        try growing.append(bytes[..<count])
        growing.growth.end(.success(Digest(of: bytes[..<count])))
        try await repository.write(blob(Array(bytes[..<count])), from: growing)
        #expect(server.has(Array(bytes[..<count])))
        #expect(server.uploads == 0)
    }

    @Test("a blob that turns out to be there is not sent to its end")
    func there() async throws {
        let (server, growing) = (UploadServer(), try GrowingBlob())
        let transport = server.transport
        let repository = client(transport).repository(at: endpoint())
        try await repository.write(blob(bytes), from: MemorySource(bytes))
        repository.begin(try growing.file())
        try growing.append(bytes[...])
        growing.growth.end(.success(Digest(of: bytes)))
        try await wait(for: "DELETE /up/2", in: transport)
        #expect(try await repository.contains(blob(bytes)))
        #expect(server.uploads == 0)
    }

    @Test(
        "a fault on the way costs nothing but time",
        arguments: [UploadServer.Fault.cut(kept: 10), .status(500), .status(416), .lost])
    func faults(fault: UploadServer.Fault) async throws {
        let (server, growing) = (UploadServer([fault]), try GrowingBlob())
        let repository = client(server.transport).repository(at: endpoint())
        repository.begin(try growing.file())
        try growing.append(bytes[...])
        growing.growth.end(.success(Digest(of: bytes)))
        try await repository.write(blob(bytes), from: growing)
        #expect(server.has(bytes))
        #expect(server.uploads == 0)
    }

    @Test("a blob that is never made, or not wanted any more, leaves no upload behind")
    func abandoned() async throws {
        let (server, failing, unwanted) = (UploadServer(), try GrowingBlob(), try GrowingBlob())
        let transport = server.transport
        let repository = client(transport).repository(at: endpoint())
        repository.begin(try failing.file())
        try failing.append(bytes[..<150])
        try await wait(for: "PATCH /up/1", in: transport)
        failing.growth.end(.failure(BuildError(.diskFull, "the disk is full")))
        try await wait(for: "DELETE /up/1", in: transport)
        repository.begin(try unwanted.file())
        try unwanted.append(bytes[..<150])
        try await wait(for: "PATCH /up/2", in: transport)
        await repository.abandonBegun()
        #expect(server.uploads == 0)
    }

    @Test("a blob whose file is still being written is sent as far as it is, and not ended if it is wrong")
    func knownDigest() async throws {
        let (server, growing) = (UploadServer(), try GrowingBlob())
        let transport = server.transport
        let repository = client(transport).repository(at: endpoint())
        try growing.append(bytes[..<120])
        async let written: Void = repository.write(blob(bytes), from: growing)
        try await wait(for: "PATCH /up/1", in: transport)
        try growing.append(bytes[120...])
        growing.growth.end(.success(Digest(of: bytes)))
        try await written
        #expect(server.has(bytes))

        let wrong = try GrowingBlob()
        try wrong.append(someBytes(250, seed: 3)[...])
        wrong.growth.end(.failure(BuildError(.corrupt, "it compresses to other bytes")))
        let other = blob(someBytes(250, seed: 4))
        #expect(await code { try await repository.write(other, from: wrong) } == .corrupt)
        #expect(server.uploads == 0)
    }
}
