import Diagnostics
import ImageModel
import Layers
import Store
import Testing

@Suite struct PlatformNameTests {
    private var name: ImageReference { get throws { try ImageReference(parsing: "app") } }

    private func images(_ store: ImageStore, _ architectures: String...) throws -> [StoredImage] {
        try architectures.map { architecture in
            let config = ImageConfig(platform: Platform(os: "linux", architecture: architecture))
            let image = try StoredImage(config: config, snapshot: nil, layers: [])
            try store.images.keep(image, names: [])
            return image
        }
    }

    @Test("a name of several platforms means all of them, and alone the one that this machine runs")
    func several() throws {
        try withStore { store in
            let ids = try images(store, "s390x", Platform.host.architecture).map(\.id)
            try store.images.tag(ids, as: [try name])
            #expect(try store.ids(named: try name) == ids)
            #expect(try store.id(named: try name) == ids[1])
            #expect(try store.images.names().map(\.id) == ids)
        }
    }

    @Test("a name that gets one image again loses its platforms")
    func retagging() throws {
        try withStore { store in
            let images = try images(store, "s390x", "ppc64le")
            try store.images.tag(images.map(\.id), as: [try name])
            try store.images.keep(images[0], names: [try name])
            #expect(try store.ids(named: try name) == [images[0].id])
        }
    }

    @Test("a name keeps its other platforms when the image of one is deleted")
    func removal() throws {
        try withStore { store in
            let ids = try images(store, "s390x", "ppc64le", "arm64").map(\.id)
            try store.images.tag(ids, as: [try name])
            try store.images.remove(ids[0])
            #expect(try store.ids(named: try name) == [ids[1], ids[2]])
            #expect(try store.id(named: try name) == ids[1] || Platform.host.architecture == "arm64")
            try store.images.remove(ids[1])
            try store.images.remove(ids[2])
            #expect(try store.ids(named: try name) == [])
        }
    }

    @Test("an image joins those of its index under a name, in place of the one of its platform")
    func joining() throws {
        try withStore { store in
            let ids = try images(store, "s390x", "ppc64le").map(\.id)
            try store.images.tag(ids[0], besides: [], as: [try name])
            try store.images.tag(ids[1], besides: [ids[0], ids[1]], as: [try name])
            #expect(try store.ids(named: try name) == ids)
            // One of another index has the name for itself.
            let other = try images(store, "arm64").map(\.id)
            try store.images.tag(other[0], besides: [], as: [try name])
            #expect(try store.ids(named: try name) == other)
        }
    }

    @Test("annotations of one platform's manifest are not those of another's")
    func annotations() {
        var annotations = ImageAnnotations()
        let arm = Platform(os: "linux", architecture: "arm64")
        annotations.add("a", "1", to: .manifest)
        annotations.add("a", "2", to: .manifest, for: arm)
        annotations.add("b", "3", to: .index)
        #expect(annotations.manifest(for: arm) == ["a": "2"])
        #expect(annotations.manifest(for: Platform(os: "linux", architecture: "amd64")) == ["a": "1"])
        #expect(annotations.index == ["b": "3"])
        #expect(annotations.descriptor(for: arm) == nil)
    }

    @Test("images are added to those of a name one after the other, each in place of the one of its platform")
    func adding() throws {
        try withStore { store in
            let ids = try images(store, "s390x", "ppc64le").map(\.id)
            for id in ids + ids { try store.images.add([id], to: try name) }
            #expect(try store.ids(named: try name) == ids)
            var config = ImageConfig(platform: Platform(os: "linux", architecture: "s390x"))
            config.created = "2001-09-09T01:46:40Z"
            let newer = try StoredImage(config: config, snapshot: nil, layers: [])
            try store.images.keep(newer, names: [])
            try store.images.add([newer.id], to: try name)
            #expect(try store.ids(named: try name) == [newer.id, ids[1]])
            try store.images.remove(newer.id)
            #expect(try store.ids(named: try name) == [ids[1]])
        }
    }
}
