import Diagnostics
import ImageModel
import Layers
import Store
import SystemPackage
import Testing

@Suite struct StoredImageSourceTests {
    @Test(
        "layers are compressed as asked for, named in either family",
        arguments: [CompressionFormat.none, .gzip, .zstd], [MediaTypeFamily.oci, .docker])
    func formats(_ format: CompressionFormat, _ family: MediaTypeFamily) async throws {
        let scratch = try ArchiveScratch()
        try await scratch.withStore { store in
            let image = try store.makeTwoLayerImage()
            let source = try await StoredImageSource.prepare(
                image, of: store, compression: LayerCompression(format: format), mediaTypes: family)
            let identity = try await source.identity(of: source.manifest)
            #expect(identity.config == image.id && identity.layers == image.config.diffIDs)
            let suffix = [CompressionFormat.none: "tar", .gzip: "gzip", .zstd: "zstd"][format] ?? ""
            let document = try source.manifest.image()
            #expect(document.mediaType == source.manifest.descriptor.mediaType)
            let types = document.layers.map(\.mediaType.rawValue)
            #expect(types.allSatisfy { $0.hasSuffix(suffix) && $0.contains("\(family)") })
            #expect(try scratch.run("find store/work -type f") == "")
        }
    }

    @Test("a high level makes a smaller layer than a low one")
    func levels() async throws {
        let scratch = try ArchiveScratch()
        try await scratch.withStore { store in
            let tree = try store.snapshots.begin(on: nil)
            try scratch.run("seq 1 200000 > '\(tree.upper)/numbers'")
            let snapshot = try store.snapshots.commit(tree, key: key("n"), cacheKeys: [])
            let image = try store.makeImage(snapshot, named: "numbers")
            for format in [CompressionFormat.gzip, .zstd] {
                var sizes = [Int64]()
                for level in [format.levels.lowerBound + 1, 4, 9] {
                    let source = try await StoredImageSource.prepare(
                        image, of: store, compression: LayerCompression(format: format, level: level))
                    sizes += try source.manifest.image().layers.map(\.size)
                    #expect(try await source.identity(of: source.manifest).layers == image.config.diffIDs)
                }
                #expect(try #require(sizes.last) < sizes[0], "\(format)")
            }
            #expect(throws: BuildError.self) { try LayerCompression(format: .gzip, level: 10) }
            #expect(throws: BuildError.self) { try LayerCompression(format: .zstd, level: -1) }
        }
    }

    @Test("a layer that came as a blob leaves as it came, unless another compression is forced")
    func keptBlobs() async throws {
        let scratch = try ArchiveScratch()
        try await scratch.withStore { store in
            let made = try await store.exported(try store.makeTwoLayerImage())
            let image = try await store.imported(made.source, made.image.manifest)
            func layers(_ compression: LayerCompression) async throws -> [Descriptor] {
                let source = try await StoredImageSource.prepare(image, of: store, compression: compression)
                #expect(try await source.identity(of: source.manifest).layers == image.config.diffIDs)
                return try source.manifest.image().layers
            }
            let kept = try made.image.manifest.image().layers
            #expect(try await layers(.gzip) == kept)
            #expect(try await layers(try LayerCompression(format: .zstd)) == kept)
            #expect(try await layers(try LayerCompression(format: .gzip, force: true)) == kept)
            let forced = try await layers(try LayerCompression(format: .zstd, force: true))
            #expect(forced.allSatisfy { $0.mediaType == .ociLayerZstd })
            #expect(try await layers(.uncompressed).map(\.digest) == image.config.diffIDs)
        }
    }

    @Test("a layer that came uncompressed, as those of composed images do, is compressed where it leaves")
    func uncompressedBlobs() async throws {
        let scratch = try ArchiveScratch()
        try await scratch.withStore { store in
            let made = try await store.exported(try store.makeTwoLayerImage(), compression: .uncompressed)
            let image = try await store.imported(made.source, made.image.manifest)
            for (format, type) in [
                (CompressionFormat.gzip, MediaType.ociLayerGzip), (.zstd, .ociLayerZstd), (.none, .ociLayer),
            ] {
                let source = try await StoredImageSource.prepare(
                    image, of: store, compression: LayerCompression(format: format))
                #expect(try await source.identity(of: source.manifest).layers == image.config.diffIDs)
                #expect(try source.manifest.image().layers.allSatisfy { $0.mediaType == type })
            }
        }
    }

    @Test("an image comes into another store as it was")
    func fetching() async throws {
        let scratch = try ArchiveScratch()
        try await scratch.withStore { store in
            let image = try store.makeTwoLayerImage()
            try await scratch.save("image.tar", [try await store.exported(image, "app:1")])
            let archive = try await scratch.open("image.tar")
            let resolved = try await archive.resolved(try archive.image(nil), for: .host, origin: "archive")
            #expect(resolved.id == image.id && resolved.config == image.config)
            #expect(resolved.layers.map(\.diffID) == image.config.diffIDs)
            for layer in resolved.layers {
                let blob = try #require(layer.blob)
                try await archive.fetch(blob, into: store.blobs)
                #expect(try store.blobs.size(of: blob.digest) == blob.size)
            }
            let other = Platform(os: "linux", architecture: "s390x")
            let index = try Document.index([archive.images[0].manifest.descriptor])
            let error = await #expect(throws: BuildError.self) {
                try await archive.resolved(index, for: other, origin: "archive")
            }
            #expect(error?.code == .imageNotFound)
        }
    }
}

extension ImageStore {
    /// The image again, its layers recorded with the blobs of a source, as if it had been pulled.
    fileprivate func imported(_ source: any ManifestSource, _ manifest: ManifestBlob) async throws -> StoredImage {
        let resolved = try await source.resolved(manifest, for: .host, origin: "test")
        for layer in resolved.layers {
            let blob = try #require(layer.blob)
            try await source.fetch(blob, into: blobs)
        }
        let image = try images.image(resolved.id)
        let layers = zip(image.layers, resolved.layers).map {
            LayerRecord(diffID: $0.diffID, fileBytes: $0.fileBytes, files: $0.files, blob: $1.blob)
        }
        return try StoredImage(config: image.config, snapshot: image.snapshot, layers: layers)
    }
}
