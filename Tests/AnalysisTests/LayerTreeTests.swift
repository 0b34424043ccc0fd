import Analysis
import ImageModel
import Testing

struct LayerTreeTests {
    private func layer(_ entries: (String, FileSummary.Kind)...) -> LayerTree {
        LayerTree(
            diffID: Digest(of: []), createdBy: nil, compressedSize: 0,
            entries: entries.map { FileSummary(path: $0.0.utf8, kind: $0.1, mode: 0o755, size: 1) })
    }

    private func paths(_ layers: LayerTree...) -> [String] {
        LayerTree.merged(layers).map { String(decoding: $0.path, as: UTF8.self) }
    }

    @Test("paths are kept without what does not matter in them")
    func normalPaths() {
        for path in ["a/b", "./a/b", "/a/b", "a/b/", ".//a/./b//"] {
            #expect(FileSummary(path: path.utf8, kind: .file, mode: 0, size: 0).path == Array("a/b".utf8))
        }
        #expect(FileSummary(path: "./".utf8, kind: .directory, mode: 0, size: 0).path == [])
    }

    @Test("a whiteout hides a file, or a directory with all that is below it, and nothing beside it")
    func whiteouts() {
        let base = layer(("a", .directory), ("a/x", .file), ("a/y", .directory), ("a/y/z", .file), ("ab", .file))
        #expect(paths(base, layer(("a/x", .whiteout))) == ["a", "a/y", "a/y/z", "ab"])
        #expect(paths(base, layer(("a", .whiteout))) == ["ab"])
        #expect(paths(base, layer(("missing", .whiteout))).count == 5)
    }

    @Test("an opaque directory keeps itself and what its own layer has")
    func opaqueDirectories() {
        let base = layer(("a", .directory), ("a/x", .file), ("b", .file))
        #expect(paths(base, layer(("a", .opaque), ("a", .directory), ("a/n", .file))) == ["a", "a/n", "b"])
        #expect(paths(base, layer(("a/n", .file), ("a", .opaque))) == ["a", "a/n", "b"])
        #expect(paths(base, layer(("", .opaque), ("n", .file))) == ["n"])
    }

    @Test("a file in a directory's place hides what was in it, and a later layer may fill it again")
    func replacedDirectories() {
        let base = layer(("a", .directory), ("a/x", .file))
        #expect(paths(base, layer(("a", .symbolicLink))) == ["a"])
        #expect(paths(base, layer(("a", .whiteout)), layer(("a", .directory), ("a/n", .file))) == ["a", "a/n"])
    }

    @Test("the upper layer's entry is the one that counts, and the last of one layer's")
    func upperWins() {
        let merged = LayerTree.merged([layer(("a", .file)), layer(("a", .symbolicLink), ("a", .fifo))])
        #expect(merged.map(\.kind) == [.fifo])
    }

    @Test("names that differ in bytes only are different files")
    func rawNames() {
        #expect(paths(layer(("é", .file), ("e\u{301}", .file))).count == 2)
    }
}
