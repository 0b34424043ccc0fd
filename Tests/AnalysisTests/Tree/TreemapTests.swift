import Analysis
import Testing

struct TreemapTests {
    private typealias Sample = SampleImage

    private func treemap(_ layers: [[Sample.Entry]], limit: Int = 4000) throws -> Treemap {
        let image = try Sample.inspect(layers)
        return Treemap(image.view, image.tree.paths, limit: limit)
    }

    /// `usr/bin/sh` of a node.
    private func path(_ node: Treemap.Node, in map: Treemap) -> String {
        var names = [node.name]
        var next = node.parent
        while let index = next, map.nodes[index].parent != nil {
            names.insert(map.nodes[index].name, at: 0)
            next = map.nodes[index].parent
        }
        return names.joined(separator: "/")
    }

    @Test("each file and directory is a node with its size, its files and its layer, after its directory")
    func nodes() throws {
        let map = try treemap([
            [Sample.file("usr/bin/a", size: 100), Sample.file("usr/bin/b", size: 30), Sample.file("gone", size: 9)],
            [Sample.file("usr/bin/b", size: 50), Sample.file("etc/c", size: 1), Sample.file(".wh.gone")],
        ])
        let root = try #require(map.nodes.first)
        #expect(root.parent == nil && root.kind == .directory && root.size == 151 && root.files == 3)
        for (index, node) in map.nodes.enumerated().dropFirst() { #expect(try #require(node.parent) < index) }
        let nodes = Dictionary(uniqueKeysWithValues: map.nodes.dropFirst().map { (path($0, in: map), $0) })
        #expect(Set(nodes.keys) == ["usr", "usr/bin", "usr/bin/a", "usr/bin/b", "etc", "etc/c"])
        #expect(nodes["usr/bin"]?.size == 150 && nodes["usr/bin"]?.files == 2 && nodes["usr/bin"]?.layer == 0)
        #expect(nodes["usr/bin/b"]?.layer == 1 && nodes["usr/bin/b"]?.kind == .file)
        #expect(nodes["etc"]?.layer == 1 && nodes["etc"]?.kind == .directory)
    }

    @Test("of many files the largest are nodes, the others one more in each directory, and no byte is lost")
    func bounded() throws {
        let small = (0..<500).map { Sample.file("many/\($0)", size: 1 + $0 % 7) }
        let large = (0..<20).map { Sample.file("few/\($0)", size: 1000 + $0) }
        let map = try treemap([small + large, [Sample.file("many/large", size: 5000)]], limit: 50)
        #expect(map.nodes.count <= 50)
        let rest = try #require(map.nodes.first { $0.kind == .rest })
        #expect(path(rest, in: map) == "many/" && rest.files == 500 && rest.layer == 0)
        #expect(map.nodes.count { $0.kind == .file } >= 20)
        for (index, node) in map.nodes.enumerated() where map.nodes.contains(where: { $0.parent == index }) {
            let children = map.nodes.filter { $0.parent == index }
            #expect(children.reduce(0) { $0 + $1.size } == node.size)
            #expect(children.reduce(0) { $0 + $1.files } == node.files)
        }
    }

    @Test(
        "a limit below the number of directories, deep paths and images without bytes are no problem",
        arguments: [0, 1, 2, 10])
    func extremes(limit: Int) throws {
        let deep = Array(repeating: "d", count: 300).joined(separator: "/")
        let map = try treemap([[Sample.file(deep, size: 10), Sample.file("a", size: 10)]], limit: limit)
        #expect(map.nodes.count <= max(1, limit) && map.nodes[0].size == 20)
        let empty = try treemap([[Sample.directory("a"), Sample.file("b")]], limit: limit)
        #expect(empty.nodes.count == 1 && empty.nodes[0].size == 0 && empty.nodes[0].files == 1)
        #expect(try treemap([], limit: limit).nodes.count == 1)
    }
}
