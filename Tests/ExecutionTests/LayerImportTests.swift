import Diagnostics
import Execution
import Glibc
import ImageModel
import Layers
import Store
import Synchronization
import SystemPackage
import Testing

@Suite("Layers brought into the store")
struct LayerImportTests {
    @Test("a layer is unpacked while it arrives")
    func whileItArrives() async throws {
        try await withStore { store in
            let layer = try TestLayer(["first": 100_000, "second": 2_000_000])
            let snapshot = try await LayerImport(store: store).snapshot(of: [layer.info]) { info, blobs in
                var partial = PartialBlob()
                let writer = try blobs.makeWriter(of: try #require(info.blob), &partial)
                try write(layer.bytes[..<1_000_000], to: writer, &partial)
                // All of the first file is there, and half of the second: nobody else will let this go on.
                while glob("\(store.workDirectory)/*/upper/first").isEmpty {
                    try await Task.sleep(for: .milliseconds(5))
                }
                try write(layer.bytes[1_000_000...], to: writer, &partial)
                try writer.commit(try #require(info.blob), hashed: partial)
            }
            try expectFiles(of: layer, in: try #require(snapshot), store)
        }
    }

    @Test("a layer whose bytes were wrong the first time is unpacked from those that come next")
    func repetition() async throws {
        try await withStore { store in
            let layer = try TestLayer(["file": 3_000_000])
            let source = OnceWrongSource(layer.bytes)
            let snapshot = try await LayerImport(store: store).snapshot(of: [layer.info]) { info, blobs in
                try await source.fetch(try #require(info.blob), into: blobs)
            }
            try expectFiles(of: layer, in: try #require(snapshot), store)
            #expect(source.reads.withLock { $0 } == 2)
        }
    }

    @Test("a layer that is not what its diff ID says, or does not arrive, leaves no snapshot")
    func failures() async throws {
        try await withStore { store in
            let layer = try TestLayer(["file": 300_000])
            var wrong = layer.info
            wrong = LayerInfo(diffID: Digest(of: "another".utf8), blob: wrong.blob)
            let source = OnceWrongSource(layer.bytes, wrongReads: 0)
            for (info, code, fetches) in [(wrong, BuildError.Code.corrupt, true), (layer.info, .unreachable, false)] {
                let error = await #expect(throws: BuildError.self) {
                    _ = try await LayerImport(store: store).snapshot(of: [info]) { info, blobs in
                        guard fetches else { throw BuildError(.unreachable, "no way") }
                        try await source.fetch(try #require(info.blob), into: blobs)
                    }
                }
                #expect(error?.code == code)
                #expect(try store.snapshots.snapshot(chainID: info.diffID) == nil)
                if fetches { try store.blobs.remove(layer.info.diffID) }
            }
            #expect(glob("\(store.workDirectory)/*/upper").isEmpty)
        }
    }

    private func expectFiles(of layer: TestLayer, in snapshot: Snapshot, _ store: ImageStore) throws {
        for (name, size) in layer.files {
            var status = stat()
            #expect(stat("\(store.snapshots.upperDirectory(of: snapshot))/\(name)", &status) == 0)
            #expect(Int(status.st_size) == size)
        }
    }

    /// Writes bytes as whoever brings a blob does.
    private func write(_ bytes: ArraySlice<UInt8>, to writer: any BlobWriter, _ partial: inout PartialBlob) throws {
        try bytes.withUnsafeBytes {
            try writer.write($0)
            partial.append($0)
        }
    }

    private func withStore(_ body: (ImageStore) async throws -> Void) async throws {
        var template = Array("/tmp/pith-import-test.XXXXXX".utf8CString)
        let path = try #require(mkdtemp(&template).map { String(cString: $0) })
        defer {
            let path = FilePath(path)
            if let name = path.lastComponent {
                try? RootedDirectory(path.removingLastComponent()).removeTree(FilePath("/").appending(name))
            }
        }
        let store = try ImageStore(at: StoreDirectory(path: path), idMap: "0 0 4294967295")
        defer { store.close() }
        try await body(store)
    }
}

/// The paths that a pattern stands for.
private func glob(_ pattern: String) -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    guard Glibc.glob(pattern, 0, nil, &found) == 0 else { return [] }
    return (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
}

/// An uncompressed layer with files of given sizes.
private struct TestLayer {
    let files: [(name: String, size: Int)]
    let bytes: [UInt8]
    let info: LayerInfo

    init(_ files: KeyValuePairs<String, Int>) throws {
        let sink = CollectingSink()
        let tar = TarWriter(sink)
        for (name, size) in files {
            try tar.append(TarEntry(path: Array(name.utf8), kind: .file, mode: 0o644, size: Int64(size)))
            try [UInt8](repeating: 7, count: size).withUnsafeBytes { try tar.write($0) }
        }
        try tar.finish()
        self.files = files.map { ($0, $1) }
        bytes = sink.bytes
        let digest = Digest(of: bytes)
        info = LayerInfo(
            diffID: digest, blob: Descriptor(mediaType: .ociLayer, digest: digest, size: Int64(bytes.count)))
    }
}

private final class CollectingSink: ByteSink {
    private(set) var bytes = [UInt8]()

    func write(_ bytes: UnsafeRawBufferPointer) { self.bytes += bytes }

    func finish() {}
}

/// Has one blob, whose bytes are wrong when it is read the first time.
private final class OnceWrongSource: ManifestSource {
    private let bytes: [UInt8]
    private let wrongReads: Int
    let reads = Mutex(0)

    init(_ bytes: [UInt8], wrongReads: Int = 1) {
        self.bytes = bytes
        self.wrongReads = wrongReads
    }

    func manifest(_ name: ManifestName) async throws(BuildError) -> ManifestBlob? { nil }

    func read(
        _ blob: Descriptor, _ take: (UnsafeRawBufferPointer) throws(BuildError) -> Void
    ) async throws(BuildError) {
        let isWrong = reads.withLock { reads in
            reads += 1
            return reads <= wrongReads
        }
        for start in stride(from: 0, to: bytes.count, by: 100_000) {
            var part = Array(bytes[start..<min(start + 100_000, bytes.count)])
            if isWrong, start == 0 { part[0] ^= 1 }
            try part.withUnsafeBufferPointer { part throws(BuildError) in try take(UnsafeRawBufferPointer(part)) }
            await Task.yield()
        }
        if isWrong { throw BuildError(.corrupt, "the bytes are wrong") }
    }
}
