import Diagnostics
import ImageModel
import Layers
import Store
import Testing

@Suite struct ImageTableTests {
    @Test("an image is found by name and by the beginning of its ID")
    func lookup() throws {
        try withStore { store in
            let image = try store.makeImage(try store.makeSnapshot("a"), named: "app")
            #expect(try store.images.id(named: ImageReference(parsing: "app:latest")) == image.id)
            #expect(try store.images.ids(startingWith: image.id.short) == [image.id])
            let found = try store.images.image(image.id)
            #expect(found.configBytes == image.configBytes && found.layers == image.layers)
            #expect(image.size == 1)
        }
    }

    @Test("a list has what configs and layers say, also of images that an earlier version kept")
    func list() throws {
        try withStore { store in
            let image = try store.makeImage(try store.makeSnapshot("four", on: try store.makeSnapshot("a")), named: "b")
            try store.images.tag(image.id, as: ImageReference(parsing: "a"))
            let listed = try store.images.list()
            let summary = try #require(listed.first)
            #expect(summary.id == image.id && summary.created == image.config.created && !summary.isComposed)
            #expect(summary.names == ["docker.io/library/a:latest", "docker.io/library/b:latest"])
            #expect(summary.platform == Platform.host.description && summary.size == 5)
            let forgotten = "UPDATE images SET platform = NULL, created = NULL, size = NULL"
            try run("sqlite3 '\(store.directory.database)' '\(forgotten)'")
            #expect(try store.images.list() == listed)
            // What a list shows is read from no config once it is known.
            try store.blobs.remove(image.id)
            #expect(try store.images.list() == listed)
        }
    }

    @Test("a name moves to the image that got it last")
    func retagging() throws {
        try withStore { store in
            let first = try store.makeImage(try store.makeSnapshot("a"), named: "app")
            let second = try store.makeImage(try store.makeSnapshot("b"), named: "app")
            #expect(try store.images.names().map(\.id) == [second.id])
            #expect(try Set(store.images.all()) == [first.id, second.id])
        }
    }

    @Test("a deleted image is gone with its names, its layers stay for the cache")
    func removal() throws {
        try withStore { store in
            let image = try store.makeImage(try store.makeSnapshot("a"), named: "app")
            try store.images.remove(image.id)
            #expect(try store.images.names().isEmpty)
            #expect(throws: BuildError.self) { try store.images.image(image.id) }
            #expect(try store.cache.snapshot(for: key("a")) != nil)
        }
    }

    @Test("a layer whose snapshot was changed on disk is refused when it is written again")
    func changedSnapshot() throws {
        try withStore { store in
            let snapshot = try store.makeSnapshot("a")
            let image = try store.makeImage(snapshot, named: "app")
            let again = try #require(try store.snapshots.snapshot(snapshot.id))
            try write("changed", to: "\(store.directory.snapshot(snapshot.id))/a")
            #expect(throws: BuildError.self) {
                try LayerTars(store: store).write(image.layers[0], of: again, to: DiscardingSink())
            }
        }
    }

    @Test("layers have the chain IDs of the OCI specification, so that a base image is found by them")
    func chainIDs() throws {
        try withStore { store in
            let image = try store.makeImage(
                try store.makeSnapshot("b", on: try store.makeSnapshot("a")), named: "app")
            let chain = LayerInfo.chainIDs(image.config.diffIDs)
            #expect(try store.snapshots.snapshot(chainID: chain[1])?.id == image.snapshot?.id)
            #expect(try store.snapshots.snapshot(chainID: chain[0])?.key == key("a"))
        }
    }
}
