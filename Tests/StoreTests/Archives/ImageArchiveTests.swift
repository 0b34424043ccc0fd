import Diagnostics
import Glibc
import ImageModel
import Layers
import Store
import SystemPackage
import Testing

@Suite struct ImageArchiveTests {
    @Test(
        "an archive is read whatever its form, its compression and the order of its entries",
        arguments: [
            "cp docker.tar image.tar",
            "gzip -c docker.tar > image.tar",
            "zstd -q docker.tar -o image.tar",
            "mkdir x; tar -xf docker.tar -C x; tar -cf image.tar -C x --sort=name --mode=u+w .",
            "mkdir x; tar -xf docker.tar -C x; tar -cf image.tar -C x ./oci-layout blobs index.json",
            "skopeo copy -q oci-archive:docker.tar:1 oci-archive:image.tar:1",
            "skopeo copy -q docker-archive:docker.tar:app:1 docker-archive:image.tar:app:1",
            "mkdir x; tar -xf docker.tar -C x; rm x/index.json; tar -cf image.tar -C x .",
            """
            mkdir x; tar -xf docker.tar -C x; gzip -n x/blobs/sha256/*; rm x/index.json
            config=$(jq -r '.[0].Config' x/manifest.json); gunzip "x/$config.gz"
            jq -c '.[0].Layers |= map(. + ".gz")' x/manifest.json > x/m; mv x/m x/manifest.json
            tar -cf image.tar -C x .
            """,
        ])
    func forms(_ making: String) async throws {
        let scratch = try ArchiveScratch()
        try await scratch.withStore { store in
            let image = try store.makeTwoLayerImage()
            try await scratch.save(
                "docker.tar", form: .docker, [try await store.exported(image, "app:1", compression: .uncompressed)])
            try scratch.run(making)
            let archive = try await scratch.open("image.tar")
            let manifest = try archive.image(nil)
            let identity = try await archive.identity(of: manifest)
            #expect(identity.config == image.id && identity.layers == image.config.diffIDs)
            #expect(archive.images.map(\.manifest) == [manifest])
            #expect(try await archive.manifest(.tag("1"))?.descriptor.digest == manifest.descriptor.digest)
            #expect(try await archive.manifest(.digest(manifest.descriptor.digest))?.bytes == manifest.bytes)
            #expect(try await archive.manifest(.tag("2")) == nil)
            #expect(throws: BuildError.self) { try archive.image(.tag("2")) }
        }
    }

    @Test("an archive is read from a pipe")
    func pipe() async throws {
        let scratch = try ArchiveScratch()
        try await scratch.withStore { store in
            let image = try store.makeTwoLayerImage()
            try await scratch.save("image.tar", [try await store.exported(image, "app:1")])
            try scratch.run("mkfifo pipe; (cat image.tar > pipe) > /dev/null 2>&1 &")
            let archive = try await scratch.open("pipe")
            #expect(try await archive.identity(of: try archive.image(.tag("app:1"))).layers == image.config.diffIDs)
            #expect(try scratch.run("ls temporary") == "")
        }
    }

    @Test("images are listed with all their names, and found by each")
    func names() async throws {
        let scratch = try ArchiveScratch()
        try await scratch.withStore { store in
            let app = try store.makeTwoLayerImage()
            let tool = try store.makeImage(try store.makeSnapshot("c"), named: "tool")
            try await scratch.save(
                "image.tar",
                [
                    try await store.exported(app, "app:1", "example.com/app:1"),
                    try await store.exported(tool, "tool"),
                ])
            let archive = try await scratch.open("image.tar")
            #expect(
                archive.images.map { $0.names.map(\.familiar) } == [["app:1", "example.com/app:1"], ["tool:latest"]])
            #expect(try archive.image(nil).image().config.digest == tool.id)
            for name in ["app:1", "docker.io/library/app:1", "example.com/app:1", "1"] {
                #expect(try archive.image(.tag(name)).image().config.digest == app.id)
            }
            let error = #expect(throws: BuildError.self) { try archive.image(.tag("ap")) }
            #expect(error?.code == .imageNotFound)
            #expect(error?.help == "its images are: app:1, example.com/app:1, tool:latest")
        }
    }

    @Test("names that only docker's list has are found in an archive of both forms")
    func dockerNames() async throws {
        let scratch = try ArchiveScratch()
        try await scratch.withStore { store in
            let image = try store.makeTwoLayerImage()
            try await scratch.save("docker.tar", form: .docker, [try await store.exported(image, "app:1")])
            try scratch.run(
                """
                mkdir x; tar -xf docker.tar -C x
                jq -c 'del(.manifests[].annotations)' x/index.json > x/i; mv x/i x/index.json
                tar -cf image.tar -C x .
                """)
            let archive = try await scratch.open("image.tar")
            #expect(archive.images.map { $0.names.map(\.familiar) } == [["app:1"]])
        }
    }

    @Test("layers of docker's older archives are found through links, and those that are one file are hashed once")
    func olderForm() async throws {
        let scratch = try ArchiveScratch()
        let layer = Array("layer".utf8)
        let diffID = Digest(of: layer)
        let config = #"{"rootfs":{"type":"layers","diff_ids":["\#(diffID)","\#(diffID)"]}}"#
        let list = #"[{"Config":"c.json","RepoTags":null,"Layers":["1/layer.tar","2/layer.tar"]}]"#
        try scratch.write(
            "image.tar",
            [
                link("2/layer.tar", to: "../1/layer.tar"), entry("1/layer.tar", layer), entry("c.json", config),
                entry("manifest.json", list),
            ])
        let archive = try await scratch.open("image.tar")
        #expect(archive.images.map(\.names) == [[]])
        let image = try archive.image(nil).image()
        #expect(image.config.digest == Digest(of: config.utf8))
        #expect(image.layers == Array(repeating: Document.descriptor(layer, .ociLayer), count: 2))
        #expect(try await archive.bytes(image.layers[1]) == layer)
    }

    @Test("entries of one name and several platforms are one image")
    func platforms() async throws {
        let scratch = try ArchiveScratch()
        let config = Array(#"{"rootfs":{"type":"layers","diff_ids":[]}}"#.utf8)
        let manifests = try [[], [Document.descriptor(config, .ociLayer)]].map {
            try Document.manifest(config: Document.descriptor(config, .ociConfig), layers: $0)
        }
        let entries = zip(manifests, ["amd64", "arm64"]).map { manifest, architecture in
            var entry = manifest.descriptor
            entry.platform = Platform(os: "linux", architecture: architecture)
            entry.annotations = ["org.opencontainers.image.ref.name": "all"]
            return entry
        }
        try scratch.write(
            "image.tar",
            manifests.map { entry("blobs/sha256/\($0.descriptor.digest.hex)", $0.bytes) } + [
                entry("blobs/sha256/\(Digest(of: config).hex)", config), entry("oci-layout", "{}"),
                entry("index.json", try Document.index(entries).bytes),
            ])
        let archive = try await scratch.open("image.tar")
        #expect(archive.images.count == 1)
        for (manifest, entry) in zip(manifests, entries) {
            let platform = try #require(entry.platform)
            let found = try await archive.manifest(for: platform, of: try archive.image(.tag("all")))
            #expect(found.bytes == manifest.bytes)
        }
    }
}
