import Diagnostics
import Glibc
import ImageModel
import Store
import SystemPackage
import Testing

@Suite struct OCILayoutTests {
    @Test("skopeo and umoci read a layout that an image was copied into")
    func written() async throws {
        let scratch = try ArchiveScratch()
        try await scratch.withStore { store in
            let image = try store.makeTwoLayerImage()
            let exported = try await store.exported(image, "app:1")
            let layout = try await OCILayout.make(scratch["new/layout"])
            let top = try await ImageCopy(from: exported.source, to: layout)
                .copy(exported.image.manifest, as: .tag("v1"))
            #expect(top.digest == exported.image.manifest.descriptor.digest)
            let config = try scratch.run("skopeo inspect --config --raw oci:new/layout:v1 | sha256sum")
            #expect(config.hasPrefix(image.id.hex))
            try scratch.run("umoci unpack --rootless --image new/layout:v1 bundle")
            #expect(try scratch.run("cat bundle/rootfs/a bundle/rootfs/b") == "ab")
            #expect(try scratch.lines("ls new/layout") == ["blobs", "index.json", "oci-layout"])
            #expect(try scratch.run("find new/layout -type f ! -perm 644") == "")
        }
    }

    @Test("what skopeo writes into a layout is read, by tag, by digest, and without a name if it is the only image")
    func read() async throws {
        let scratch = try ArchiveScratch()
        try await scratch.withStore { store in
            let image = try store.makeTwoLayerImage()
            try await scratch.save("image.tar", [try await store.exported(image, "app:1")])
            try scratch.run("skopeo copy -q oci-archive:image.tar:1 oci:layout:example.com/app:v1")
            let layout = try OCILayout(scratch["layout"])
            let only = try await layout.image(nil)
            #expect(try await layout.identity(of: only).layers == image.config.diffIDs)
            for name in [ManifestName.tag("example.com/app:v1"), .tag("v1"), .digest(only.descriptor.digest)] {
                #expect(try await layout.image(name).bytes == only.bytes)
            }
            #expect(try await layout.images().map { $0.names.map(\.familiar) } == [["example.com/app:v1"]])
            #expect(try await layout.manifest(.tag("v2")) == nil)
        }
    }

    @Test("a tag moves to the image that got it last, other entries stay with all that is in them")
    func retagging() async throws {
        let scratch = try ArchiveScratch()
        let layout = try await OCILayout.make(scratch["layout"])
        let (first, second) = (try Document.index([]), try Document.manifest(config: .empty, layers: []))
        try scratch.run(
            """
            jq -c '.note = [1.5, null] | .manifests = [{"mediaType": "x/y", "digest": "sha512:00", "size": 0, "data": ""}]' \
                layout/index.json > i; mv i layout/index.json
            """)
        try await layout.write(first, as: .tag("a"))
        try await layout.write(first, as: .tag("b"))
        try await layout.write(second, as: .tag("a"))
        try await layout.write(second, as: .digest(second.descriptor.digest))
        try await layout.write(second, as: nil)
        #expect(
            try scratch.run(
                "jq -cS '.note, .schemaVersion, .manifests[0], (.manifests[1:][] | .annotations[])' layout/index.json")
                    == """
                    [1.5,null]
                    2
                    {"data":"","digest":"sha512:00","mediaType":"x/y","size":0}
                    "b"
                    "a"

                    """)
    }

    @Test("images with full names keep each other's entries, even with one tag")
    func fullNames() async throws {
        let scratch = try ArchiveScratch()
        let layout = try await OCILayout.make(scratch["layout"])
        let image = try Document.index([])
        for name in ["a:1", "b:1", "a:1"] {
            try await layout.write(ArchivedImage(names: [try ImageReference(parsing: name)], manifest: image))
        }
        #expect(try await layout.images().map { $0.names.map(\.familiar) } == [["b:1", "a:1"]])
    }

    @Test("writers at the same time lose nothing")
    func concurrency() async throws {
        let scratch = try ArchiveScratch()
        try await withThrowingTaskGroup { group in
            for number in 0..<24 {
                group.addTask {
                    let layout = try await OCILayout.make(scratch["layout"])
                    try await layout.write(try Document.index([]), as: .tag("\(number)"))
                }
            }
            try await group.waitForAll()
        }
        let tags = try scratch.lines("jq -r '.manifests[].annotations[]' layout/index.json")
        #expect(Set(tags) == Set((0..<24).map(String.init)))
        #expect(try scratch.lines("ls layout") == ["blobs", "index.json", "oci-layout"])
    }

    @Test("a copy that fails leaves no file and no entry")
    func failure() async throws {
        let scratch = try ArchiveScratch()
        try await scratch.withStore { store in
            let exported = try await store.exported(try store.makeTwoLayerImage())
            let layout = try await OCILayout.make(scratch["layout"])
            let wrong = Descriptor(mediaType: .ociLayer, digest: key("nowhere"), size: 5)
            let manifest = try Document.manifest(
                config: try exported.image.manifest.image().config, layers: [wrong])
            await #expect(throws: BuildError.self) {
                _ = try await ImageCopy(from: exported.source, to: layout).copy(manifest, as: .tag("a"))
            }
            #expect(try await layout.images().isEmpty)
            #expect(try scratch.lines("ls layout") == ["blobs", "index.json", "oci-layout"])
        }
    }

    @Test("links in a layout lead nowhere else, and no file of it makes a reader wait")
    func hostile() async throws {
        let scratch = try ArchiveScratch()
        let secret = Array("secret".utf8)
        let digest = Digest(of: secret)
        let blob = Document.descriptor(secret, .ociLayer)
        try scratch.run("printf secret > secret; mkdir -p layout/blobs/sha256 elsewhere")
        let layout = try OCILayout(scratch["layout"])
        let file = "layout/blobs/sha256/\(digest.hex)"
        for making in [
            "ln -s ../../../secret \(file)", "ln -s '\(scratch.path)/secret' \(file)", "mkfifo \(file)",
            "mkdir \(file)",
            "ln -s \(digest.hex) \(file)",
        ] {
            try scratch.run("rm -rf \(file); \(making)")
            await #expect(throws: BuildError.self) { _ = try await layout.bytes(blob) }
        }
        try scratch.run("rm -r layout/blobs; ln -s ../elsewhere layout/blobs")
        let hostile = try? await OCILayout.make(scratch["layout"])
        try? await hostile?.write(try Document.index([]), as: .tag("a"))
        #expect(try scratch.run("ls elsewhere") == "")
    }

    @Test("a directory that is no layout is told from one without images")
    func noLayout() async throws {
        let scratch = try ArchiveScratch()
        let code = await #expect(throws: BuildError.self) { try await OCILayout(scratch["temporary"]).image(nil) }?.code
        #expect(code == .notFound)
        #expect(#expect(throws: BuildError.self) { try OCILayout(scratch["none"]) }?.code == .notFound)
        let layout = try await OCILayout.make(scratch["temporary"])
        let error = await #expect(throws: BuildError.self) { try await layout.image(nil) }
        #expect(error?.code == .imageNotFound)
    }
}

extension Descriptor {
    fileprivate static let empty = Document.descriptor(Array("{}".utf8), .ociConfig)
}
