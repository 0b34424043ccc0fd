import Diagnostics
import ImageModel
import Layers
import Store
import Testing

@Suite struct ImageArchiveWriterTests {
    @Test("skopeo reads an OCI archive by the tag of its image")
    func ociArchive() async throws {
        let scratch = try ArchiveScratch()
        try await scratch.withStore { store in
            let image = try store.makeTwoLayerImage()
            try await scratch.save("image.tar", [try await store.exported(image, "app:1")])
            let config = try scratch.run("skopeo inspect --config --raw oci-archive:image.tar:1 | sha256sum")
            #expect(config.hasPrefix(image.id.hex))
            let types = try scratch.lines("skopeo inspect --raw oci-archive:image.tar:1 | jq -r '.layers[].mediaType'")
            #expect(types == Array(repeating: MediaType.ociLayerGzip.rawValue, count: 2))
        }
    }

    @Test("GNU tar lists blobs once, whatever the number of images that share them")
    func sharedBlobs() async throws {
        let scratch = try ArchiveScratch()
        try await scratch.withStore { store in
            let image = try store.makeTwoLayerImage()
            let other = try store.makeImage(try #require(image.snapshot), named: "other")
            try await scratch.save(
                "image.tar", [try await store.exported(image, "app:1", "app:2"), try await store.exported(other)])
            let names = try scratch.lines("tar -tf image.tar")
            #expect(Set(names).count == names.count)
            #expect(names.filter { $0.hasPrefix("blobs/sha256/") && !$0.hasSuffix("/") }.count == 4)
            let annotations = try scratch.lines(
                "tar -xOf image.tar index.json | jq -r '.manifests[].annotations // empty | .[]'")
            #expect(annotations == ["docker.io/library/app:1", "1", "docker.io/library/app:2", "2"])
        }
    }

    @Test("docker's form is read as a docker archive, as an OCI archive, and by the paths of its lists")
    func dockerForm() async throws {
        let scratch = try ArchiveScratch()
        try await scratch.withStore { store in
            let image = try store.makeTwoLayerImage()
            try await scratch.save(
                "image.tar", form: .docker, [try await store.exported(image, "app:1", compression: .uncompressed)])
            for source in ["docker-archive:image.tar:app:1", "oci-archive:image.tar:1"] {
                try scratch.run("rm -rf copy; skopeo copy -q \(source) oci:copy:new")
                let config = try scratch.run("skopeo inspect --config --raw \(source) | sha256sum")
                #expect(config.hasPrefix(image.id.hex))
            }
            let layers = try scratch.lines(
                """
                tar -xOf image.tar manifest.json | jq -r '.[0].Layers[]' |
                    while read -r path; do tar -xOf image.tar "$path" | sha256sum | cut -c1-64; done
                """)
            #expect(layers == image.config.diffIDs.map(\.hex))
            #expect(try scratch.run("tar -xOf image.tar manifest.json | jq -r '.[0].RepoTags[]'") == "app:1\n")
            #expect(try scratch.run("tar -xOf image.tar repositories | jq -r '.app.\"1\"'") == "\(layers[1])\n")
        }
    }

    @Test("the same image always gives the same archive")
    func reproducible() async throws {
        let scratch = try ArchiveScratch()
        try await scratch.withStore { store in
            let image = try store.makeTwoLayerImage()
            for name in ["1.tar", "2.tar"] { try await scratch.save(name, [try await store.exported(image, "app:1")]) }
            try scratch.run("cmp 1.tar 2.tar")
        }
    }

    @Test("an image of several platforms is refused in docker's form, and written whole in OCI's")
    func index() async throws {
        let scratch = try ArchiveScratch()
        try await scratch.withStore { store in
            let image = try store.makeTwoLayerImage()
            let source = try await StoredImageSource.prepare(image, of: store)
            let index = try Document.index([source.manifest.descriptor])
            let layered = AddedManifest(source: source, added: source.manifest)
            let images: [(image: ArchivedImage, source: any ManifestSource)] = [
                (ArchivedImage(names: [try ImageReference(parsing: "app")], manifest: index), layered)
            ]
            await #expect(throws: BuildError.self) { try await scratch.save("docker.tar", form: .docker, images) }
            try await scratch.save("oci.tar", images)
            let config = try scratch.run(
                "skopeo inspect --config --raw oci-archive:oci.tar:latest | sha256sum")
            #expect(config.hasPrefix(image.id.hex))
        }
    }
}

/// A source that knows one manifest more.
private struct AddedManifest: ManifestSource {
    let source: any ManifestSource
    let added: ManifestBlob

    func manifest(_ name: ManifestName) async throws(BuildError) -> ManifestBlob? {
        name == .digest(added.descriptor.digest) ? added : try await source.manifest(name)
    }

    func read(
        _ blob: Descriptor, _ take: (UnsafeRawBufferPointer) throws(BuildError) -> Void
    ) async throws(BuildError) {
        try await source.read(blob, take)
    }
}
