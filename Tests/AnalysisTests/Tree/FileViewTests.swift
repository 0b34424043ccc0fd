import Analysis
import Diagnostics
import Layers
import Testing

struct FileViewTests {
    private typealias Sample = SampleImage

    private func paths(_ layers: [Sample.Entry]...) throws -> [String] {
        let image = try Sample.inspect(layers)
        return image.view.all.map { String(image.tree.paths.text(of: $0.entry.path).dropFirst()) }.sorted()
    }

    private func file(_ path: String) -> Sample.Entry { Sample.file(path, "x") }

    private var base: [Sample.Entry] {
        [Sample.directory("a"), file("a/x"), Sample.directory("a/y"), file("a/y/z"), file("ab")]
    }

    @Test("paths are kept without what does not matter in them", arguments: ["a/b", "./a/b", "/a/b", ".//a/./b"])
    func normalPaths(path: String) throws {
        #expect(try paths([file(path)]) == ["a/b"])
    }

    @Test("a whiteout hides a file, or a directory with all that is below it, and nothing beside it")
    func whiteouts() throws {
        #expect(try paths(base, [file("a/.wh.x")]) == ["a", "a/y", "a/y/z", "ab"])
        #expect(try paths(base, [file(".wh.a")]) == ["ab"])
        #expect(try paths(base, [file(".wh.missing")]).count == 5)
    }

    @Test("an opaque directory keeps itself and what its own layer has")
    func opaqueDirectories() throws {
        let all = ["a", "a/n", "ab"]
        #expect(try paths(base, [file("a/.wh..wh..opq"), Sample.directory("a"), file("a/n")]) == all)
        #expect(try paths(base, [file("a/n"), file("a/.wh..wh..opq")]) == all)
        #expect(try paths(base, [file(".wh..wh..opq"), file("n")]) == ["n"])
    }

    @Test("a file in a directory's place hides what was in it, and a later layer may fill it again")
    func replacedDirectories() throws {
        #expect(try paths(base, [Sample.link("a", to: "ab")]) == ["a", "ab"])
        #expect(try paths(base, [file(".wh.a")], [Sample.directory("a"), file("a/n")]) == ["a", "a/n", "ab"])
    }

    @Test("the upper layer's entry is the one that counts, and the last of one layer's")
    func upperWins() throws {
        let image = try Sample.inspect([[file("a")], [Sample.link("a", to: "b"), Sample.file("a", "last")]])
        #expect(image.view.all.map(\.entry.size) == [4] && image.view.all.map(\.layer) == [1])
    }

    @Test("names that differ in bytes only are different files")
    func rawNames() throws {
        #expect(try paths([file("é"), file("e\u{301}")]).count == 2)
    }

    @Test("what a layer adds, changes and removes is counted in files and bytes")
    func changes() throws {
        let top = [
            Sample.file("new", size: 5), Sample.file("ab", size: 7), file("a/.wh.x"), Sample.directory("a"),
            Sample.file("a/y", size: 1),
        ]
        let changes = try Sample.report([base, top]).layers.map(\.changes)
        #expect(changes[0].added.files == 3 && changes[0].changed.files == 0 && changes[0].removed.files == 0)
        #expect(changes[1].added.files == 2 && changes[1].added.bytes == 6)
        #expect(changes[1].changed.files == 1 && changes[1].changed.bytes == 7)
        #expect(changes[1].removed.files == 2 && changes[1].removed.bytes == 2)
    }

    @Test("a directory is changed only by another mode or owner")
    func directories() throws {
        let top = [Sample.directory("a"), Sample.directory("a/y", mode: 0o700), file(".wh.ab")]
        let tree = try Sample.inspect([base, top]).tree
        let view = tree.view(through: 1)
        func change(_ path: String) -> FileChange? {
            tree.paths.id(of: Array(path.utf8)).flatMap { view.change(at: $0, layer: 1) }
        }
        #expect(change("a") == nil && change("a/y") == .changed && change("a/x") == nil && change("ab") == .removed)
        let first = tree.view(through: 0)
        #expect(first.change(at: PathTable.root, layer: 0) == nil && first.all.count { _ in true } == 5)
    }

    @Test(
        "a path that no layer can have is refused by its name",
        arguments: [
            "../x", "a/../../x", "a/..", String(repeating: "n", count: 256), String(repeating: "d/", count: 2500),
        ])
    func absurdPaths(path: String) {
        let error = #expect(throws: BuildError.self) { try Sample.inspect([[file(path)]]) }
        #expect(error?.code == .corrupt && error?.message.contains(path.prefix(10)) == true)
    }

    @Test("whiteouts at every level of a deep tree are read once")
    func deepWhiteouts() throws {
        let levels = (1...1000).map { String(repeating: "d/", count: $0) }
        let lower = levels.map { file("\($0)f") }
        #expect(try paths(lower, levels.reversed().map { file("\($0).wh.f") } + [file("n")]) == ["n"])
    }
}
