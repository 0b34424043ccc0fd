import Diagnostics
import Glibc
import ImageModel
import Layers
import Store
import Testing

@Suite struct PruneTests {
    @Test("build cache that no image needs goes, with its records, trees and cache keys")
    func buildCache() throws {
        try withDirectory { path in
            let store = try openStore(path)
            let base = try store.makeSnapshot("base")
            _ = try store.makeImage(try store.makeSnapshot("app", on: base), named: "app")
            _ = try store.makeSnapshot("cache", on: base)
            store.close()
        } then: { path in
            let store = try openStore(path)
            defer { store.close() }
            let result = try store.prune(.cache)
            #expect(result.images.isEmpty && result.snapshots.map(\.id) == [3])
            #expect(try store.trees() == [1, 2])
            #expect(try store.cache.snapshot(for: key("cache")) == nil)
            #expect(try store.cache.snapshot(for: key("app"))?.id == 2)
            let image = try store.images.image(try #require(try store.images.all().first))
            #expect(image.layers.count == 2 && image.snapshot?.id == 2)
        }
    }

    @Test("a deleted image's config goes, and the records of its layers with the last snapshot that has them")
    func imagesAndLayers() throws {
        try withDirectory { path in
            let store = try openStore(path)
            _ = try store.makeImage(try store.makeSnapshot("old"), named: "app")
            _ = try store.makeImage(try store.makeSnapshot("new"), named: "app")
            store.close()
        } then: { path in
            let store = try openStore(path)
            defer { store.close() }
            let all = try store.images.all()
            let named = try #require(try store.images.id(named: try ImageReference(parsing: "app")))
            let dangling = try #require(all.first { $0 != named })
            let diffIDs = try store.images.config(dangling).diffIDs
            let result = try store.prune(PruneRequest(images: ImageSelection(.dangling)))
            #expect(result.images.map(\.id) == [dangling] && result.blobs == [dangling])
            #expect(try store.blobNames() == [named.hex])
            // Built, so it is build cache now.
            #expect(result.snapshots.isEmpty)
            #expect(try store.images.layers(diffIDs).count == 1)
            #expect(try store.prune(.cache).snapshots.count == 1)
            #expect(throws: BuildError.self) { try store.images.layers(diffIDs) }
            #expect(try store.images.image(named).layers.count == 1)
        }
    }

    @Test("what a live process was handed stays: from the cache, by its image, as a blob")
    func claims() throws {
        try withDirectory { path in
            let store = try openStore(path)
            for name in ["hit", "unwanted"] {
                _ = try store.makeSnapshot(name, on: try store.makeSnapshot(name + "-base"))
            }
            let image = try store.makeImage(try store.makeSnapshot("image"), named: "app")
            _ = try store.images.untag(try ImageReference(parsing: "app"))
            _ = try store.images.image(image.id)
            for name in ["found", "ignored"] { _ = try store.blobs.put(Array(name.utf8), mediaType: .ociLayer) }
            store.close()
        } then: { path in
            let live = try openStore(path)
            let pruning = try openStore(path)
            defer { pruning.close() }
            #expect(try live.cache.snapshot(for: key("hit")) != nil)
            let image = try #require(try live.images.all().first)
            _ = try live.images.image(image)
            #expect(try live.blobs.size(of: key("found")) == 5)
            let written = try live.blobs.put(Array("written".utf8), mediaType: .ociLayer)
            let made = try live.makeSnapshot("made")
            let result = try pruning.prune(.everything)
            #expect(result.images.isEmpty)
            #expect(Set(result.snapshots.map(\.id)) == [3, 4])
            #expect(try pruning.trees() == [1, 2, 5, made.id])
            #expect(try pruning.blobNames() == [image.hex, key("found").hex, written.digest.hex])
            // What it was handed is of use to it.
            #expect(try live.images.image(image).snapshot?.id == 5)
            live.close()
        } then: { path in
            let pruning = try openStore(path)
            defer { pruning.close() }
            _ = try pruning.prune(.everything)
            #expect(try pruning.trees().isEmpty && pruning.blobNames().isEmpty)
        }
    }

    @Test("a process prunes nothing that it has used itself")
    func ownClaims() throws {
        try withStore { store in
            _ = try store.makeSnapshot("mine")
            #expect(try store.collectGarbage(limit: 0).snapshots.isEmpty)
        }
    }

    @Test("a limit keeps what was used last")
    func limit() throws {
        try withDirectory { path in
            let store = try openStore(path)
            for name in ["a", "b", "c"] { _ = try store.makeSnapshot(name) }
            store.close()
            try run("sqlite3 '\(path)/pith.db' 'UPDATE cache SET used = used - 1000 * snapshot'")
            try run("sqlite3 '\(path)/pith.db' 'UPDATE snapshots SET created = created - 1000000'")
            let reading = try openStore(path)
            _ = try reading.cache.snapshot(for: key("c"))
            reading.close()
        } then: { path in
            let store = try openStore(path)
            defer { store.close() }
            let size = try store.usage().buildCache.size / 3
            #expect(try store.collectGarbage(limit: 3 * size).snapshots.isEmpty)
            #expect(try store.collectGarbage(limit: 3 * size - 1).snapshots.map(\.id) == [2])
            #expect(try store.collectGarbage(limit: size).snapshots.map(\.id) == [1])
            #expect(try store.trees() == [3])
        }
    }

    @Test("what dead processes left goes: trees and blobs without a record")
    func leftovers() throws {
        try withStore { store in
            try write("12345", to: "\(store.directory.blobs)/\(key("orphan").hex)")
            mkdir("\(store.directory.snapshots)/77", 0o755)
            try write(String(repeating: "x", count: 10_000), to: "\(store.directory.snapshots)/77/file")
            let expected = try diskUsage(of: "\(store.directory.snapshots)/77") + 4096
            let result = try store.prune(PruneRequest())
            #expect(result.freed == expected)
            #expect(try store.trees().isEmpty && store.blobNames().isEmpty)
        }
    }

    @Test("indexes of contexts that no build has touched for a month go with the build cache")
    func contexts() throws {
        try withStore { store in
            let (old, new) = ("\(store.directory.contexts)/old", "\(store.directory.contexts)/new")
            for path in [old, new] { try write("index", to: path) }
            try run("touch -d '31 days ago' '\(old)'")
            _ = try store.prune(PruneRequest(images: ImageSelection(.all)))
            #expect(exists(old))
            _ = try store.prune(.cache)
            #expect(!exists(old) && exists(new))
        }
    }

    @Test("labels choose among the images of a store")
    func labels() throws {
        try withDirectory { path in
            let store = try openStore(path)
            for label in ["red", "blue"] {
                var config = ImageConfig(platform: .host)
                config.config.labels = ["team": label]
                try store.images.keep(try StoredImage(config: config, snapshot: nil, layers: []), names: [])
            }
            store.close()
        } then: { path in
            let store = try openStore(path)
            defer { store.close() }
            let selection = ImageSelection(.all, labels: [LabelCondition(key: "team", value: "red", isNegated: true)])
            #expect(try store.prune(PruneRequest(images: selection)).images.count == 1)
            let left = try #require(try store.images.all().first)
            #expect(try store.images.config(left).config.labels == ["team": "red"])
        }
    }

    @Test("thousands of snapshots go in several transactions, and nothing of them stays")
    func thousands() throws {
        try withDirectory { path in
            try addSnapshots(2500, to: path)
            let store = try openStore(path)
            defer { store.close() }
            #expect(try store.prune(.cache).snapshots.count == 2500)
            #expect(try store.trees().isEmpty)
            #expect(try run("sqlite3 '\(path)/pith.db' 'SELECT count(*) FROM snapshots, cache'") == "0\n")
        }
    }

    @Test(
        "a prune that ends at any point leaves a whole store, and the next one finishes", arguments: PruneStage.allCases
    )
    func interruption(stage: PruneStage) throws {
        try withDirectory { path in
            let store = try openStore(path)
            let base = try store.makeSnapshot("base")
            _ = try store.makeImage(try store.makeSnapshot("app", on: base), named: "app")
            _ = try store.makeSnapshot("cache", on: base)
            store.close()
        } then: { path in
            // Not closed: its process is dead.
            let killed = try openStore(path)
            #expect(throws: BuildError.self) {
                try killed.prune(.cache) { reached throws(BuildError) in
                    if reached == stage { throw BuildError(.terminated, "killed") }
                }
            }
        } then: { path in
            let store = try openStore(path)
            defer { store.close() }
            #expect(try store.cache.snapshot(for: key("cache")) == nil)
            let image = try store.images.image(try #require(try store.images.all().first))
            #expect(try store.files(of: image) == ["base", "app"])
            _ = try store.prune(.cache)
            #expect(try store.trees() == [1, 2])
            #expect(try run("ls '\(store.directory.work)'").split(separator: "\n").count == 1)
            #expect(try store.usage().size == diskUsage(of: path))
        }
    }
}

extension ImageStore {
    /// The files of an image, lowest layer first, as its verified tars have them.
    fileprivate func files(of image: StoredImage) throws -> [String] {
        var names = [String]()
        for (snapshot, layer) in zip(try snapshots.chain(of: image.snapshot).reversed(), image.layers) {
            let tars = LayerTars(store: self)
            try readingStream { sink throws(BuildError) in
                try tars.write(layer, of: snapshot, to: sink)
            } _: { source throws(BuildError) in
                let reader = TarReader(source)
                while let entry = try reader.next() {
                    if entry.kind == .file { names.append(String(decoding: entry.path, as: UTF8.self)) }
                }
                try reader.drain()
            }
        }
        return names
    }
}
