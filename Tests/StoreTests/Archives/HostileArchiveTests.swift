import Diagnostics
import Glibc
import ImageModel
import Layers
import Store
import SystemPackage
import Testing

@Suite struct HostileArchiveTests {
    private static let layer = Array("layer".utf8)
    private static let config = Array(#"{"rootfs":{"type":"layers","diff_ids":["\#(Digest(of: layer))"]}}"#.utf8)

    /// A good layout of one image, as entries of a tar.
    private static func layout() throws -> (files: [(TarEntry, [UInt8])], manifest: ManifestBlob) {
        let manifest = try Document.manifest(
            config: Document.descriptor(config, .ociConfig), layers: [Document.descriptor(layer, .ociLayer)])
        let blobs = [layer, config, manifest.bytes].map { entry("blobs/sha256/\(Digest(of: $0).hex)", $0) }
        let index = try Document.index([manifest.descriptor]).bytes
        return (blobs + [entry("oci-layout", "{}"), entry("index.json", index)], manifest)
    }

    /// Opens an archive and reads all of its images.
    private func readAll(_ scratch: ArchiveScratch) async throws {
        let archive = try await scratch.open("image.tar")
        for image in archive.images {
            for blob in try await ImageContents(of: image.manifest, from: archive).blobs {
                _ = try await archive.bytes(blob)
            }
        }
    }

    private func expectRefusal(
        _ entries: [(TarEntry, [UInt8])], _ code: BuildError.Code = .corrupt,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let scratch = try ArchiveScratch()
        try scratch.write("image.tar", entries)
        let error = await #expect(throws: BuildError.self, sourceLocation: sourceLocation) {
            try await readAll(scratch)
        }
        #expect(error?.code == code, sourceLocation: sourceLocation)
    }

    @Test("an archive that is cut anywhere before its end is refused")
    func truncation() async throws {
        let scratch = try ArchiveScratch()
        try scratch.write("whole.tar", try Self.layout().files)
        try scratch.run("cp whole.tar image.tar")
        try await readAll(scratch)
        let end = try #require(Int(try scratch.run("stat -c %s whole.tar").dropLast())) - 1024
        // The last entry has less than a block of content; without its padding it is cut, without what follows it is not.
        for size in stride(from: 100, to: end, by: 256) {
            try scratch.run("head -c \(size) whole.tar > image.tar")
            await #expect(throws: BuildError.self) { try await readAll(scratch) }
        }
    }

    @Test("an archive without one of its blobs is refused")
    func missingBlobs() async throws {
        for missing in 0..<3 {
            var files = try Self.layout().files
            files.remove(at: missing)
            try await expectRefusal(files)
        }
    }

    @Test("a blob with other bytes than its digest says is refused, whether of the same size or not")
    func wrongDigests() async throws {
        for place in 0..<3 {
            for change in [{ (bytes: [UInt8]) in bytes + [0x20] }, { bytes in bytes.dropLast() + [0x20] }] {
                var files = try Self.layout().files
                files[place] = entry(files[place].0.name, change(files[place].1))
                try await expectRefusal(files)
            }
        }
    }

    @Test("names that lead out of an archive are refused")
    func traversal() async throws {
        for name in ["../index.json", "blobs/../../x", "./.."] {
            try await expectRefusal(try Self.layout().files + [entry(name, "x")])
        }
    }

    @Test("an entry that comes twice is refused, however it is spelt")
    func duplicates() async throws {
        for name in ["index.json", "./index.json", "/index.json", "blobs/../index.json"] {
            try await expectRefusal(try Self.layout().files + [entry(name, "{}")])
        }
        try await expectRefusal(try Self.layout().files + [link("oci-layout", to: "/etc/passwd")])
    }

    @Test("a link in an archive leads to nothing outside it")
    func links() async throws {
        for kind in [TarEntry.Kind.symbolicLink, .hardLink] {
            for target in ["/etc/passwd", "../../etc/passwd", "../../../../../../../etc/passwd", "index.json/x"] {
                var files = try Self.layout().files
                files[4] = link("index.json", to: target, kind)
                try await expectRefusal(files)
            }
        }
        var files = try Self.layout().files
        files[4] = link("index.json", to: "loop")
        try await expectRefusal(files + [link("loop", to: "index.json")])
    }

    @Test("an index of a gigabyte is refused without being read")
    func hugeIndex() async throws {
        let scratch = try ArchiveScratch()
        // The header alone, and then a hole.
        let size = 1 << 30
        let file = try FileDescriptor.open(
            scratch["image.tar"], .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
        defer { try? file.close() }
        let sink = FileSink(file)
        let tar = TarWriter(sink)
        try tar.append(TarEntry(path: Array("oci-layout".utf8), kind: .file, mode: 0o644))
        try tar.append(TarEntry(path: Array("index.json".utf8), kind: .file, mode: 0o644, size: Int64(size)))
        try sink.finish()
        #expect(ftruncate(file.rawValue, off_t(2 * 512 + size)) == 0)
        let error = await #expect(throws: BuildError.self) { try await scratch.open("image.tar") }
        #expect(error?.message.hasSuffix("it is larger than 8388608 bytes") == true)
    }

    @Test("documents of other forms than they must have are refused")
    func documents() async throws {
        for text in ["", "[]", "{}", #"{"manifests":[{}]}"#, #"{"manifests":{}}"#, "\u{0}"] {
            var files = try Self.layout().files
            files[4] = entry("index.json", text)
            try await expectRefusal(files)
        }
        for list in [
            "", "{}", "[{}]", #"[{"Config":"none","Layers":[]}]"#, #"[{"Config":"c","Layers":[]}]"#,
            #"[{"Config":"c","Layers":["none"]}]"#, #"[{"Config":"c","Layers":["../l"]}]"#,
            #"[{"Config":"c","RepoTags":["A b"],"Layers":["l"]}]"#,
        ] {
            try await expectRefusal(
                [entry("c", Self.config), entry("l", Self.layer), entry("manifest.json", list)])
        }
        try await expectRefusal([entry("etc/passwd", "")])
        try await expectRefusal([])
    }

    @Test("a manifest that is something else than the index says is refused")
    func confusion() async throws {
        var files = try Self.layout().files
        var entry = try Self.layout().manifest.descriptor
        entry.mediaType = .ociIndex
        files[4].1 = try Document.index([entry]).bytes
        files[4].0.size = Int64(files[4].1.count)
        try await expectRefusal(files)
    }

    @Test("an index without images has none")
    func empty() async throws {
        let scratch = try ArchiveScratch()
        var files = try Self.layout().files
        files[4] = entry("index.json", try Document.index([]).bytes)
        try scratch.write("image.tar", files)
        let archive = try await scratch.open("image.tar")
        #expect(archive.images.isEmpty)
        let error = #expect(throws: BuildError.self) { try archive.image(nil) }
        #expect(error?.code == .imageNotFound)
    }

    @Test("what is no archive at all is refused: a directory, a missing file, damaged compression")
    func noArchive() async throws {
        let scratch = try ArchiveScratch()
        try scratch.run("mkdir image.tar")
        #expect(await #expect(throws: BuildError.self) { try await scratch.open("image.tar") }?.code == .usage)
        #expect(await #expect(throws: BuildError.self) { try await scratch.open("none") }?.code == .notFound)
        try scratch.write("whole.tar", try Self.layout().files)
        for making in ["gzip -c whole.tar | head -c 200 > cut", "zstd -qc whole.tar | head -c 200 > cut"] {
            try scratch.run(making)
            #expect(await #expect(throws: BuildError.self) { try await scratch.open("cut") }?.code == .corrupt)
        }
        #expect(try scratch.run("ls temporary") == "")
    }
}
