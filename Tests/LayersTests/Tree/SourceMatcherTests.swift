import Diagnostics
import SystemPackage
import Testing

@testable import Layers

@Suite struct SourceMatcherTests {
    let fixture: TreeFixture
    let root: RootedDirectory

    init() throws {
        fixture = try TreeFixture()
        root = try fixture.root("root")
        try fixture.shell(
            """
            echo secret > outside.txt; cd root
            mkdir -p src/deep other; touch a.txt b.txt src/c.txt src/d.go src/deep/e.txt other/f.txt
            ln -s src linked; ln -s /src/c.txt link.txt; ln -s ../outside.txt escape.txt; ln -s nowhere dangling.go
            """)
    }

    private func paths(_ source: String, _ filter: TreeFilter? = nil) throws(BuildError) -> [String] {
        try SourceMatcher(root, filter: filter).expand(source).map(\.path.string)
    }

    @Test(
        "a source without wildcards is one path inside the root",
        arguments: [
            ("a.txt", "/a.txt"), ("/a.txt", "/a.txt"), ("../../a.txt", "/a.txt"), ("src/", "/src"), (".", "/"),
            ("", "/"),
            ("src/../b.txt", "/b.txt"), ("linked", "/src"), ("linked/deep/.", "/src/deep"), ("link.txt", "/src/c.txt"),
        ])
    func literal(source: String, expected: String) throws {
        #expect(try paths(source) == [expected])
    }

    @Test(
        "wildcards match component by component, sorted, without crossing a slash",
        arguments: [
            ("s*", ["/src"]), ("src/*", ["/src/c.txt", "/src/d.go", "/src/deep"]),
            ("*/*.txt", ["/other/f.txt", "/src/c.txt"]),
            ("linked/*.txt", ["/src/c.txt"]), ("*/deep/*", ["/src/deep/e.txt"]), ("none*", []), ("no/such/*", []),
            ("a.txt/*", []),
        ])
    func wildcards(source: String, expected: [String]) throws {
        #expect(try paths(source) == expected)
    }

    @Test("a matched link is followed and the copy keeps the link's name")
    func matchedLink() throws {
        let match = try #require(try SourceMatcher(root).expand("link*").first { $0.path == "/src/c.txt" })
        #expect(match.name == FileName("link.txt".utf8))
    }

    @Test(
        "a source that isn't there is an error, and links lead nowhere outside",
        arguments: ["missing", "src/missing", "escape.txt", "escape*", "dangling*", "../outside.txt"])
    func missing(source: String) {
        expect(.notFound) { () throws(BuildError) in try paths(source) }
    }

    @Test("what is excluded isn't there")
    func excluded() throws {
        let filter = TreeFilter.excluding("a.txt", "src")
        #expect(try paths("*.go", .excluding("dangling.go")).isEmpty)
        expect(.notFound) { () throws(BuildError) in try paths("a.txt", filter) }
        expect(.notFound) { () throws(BuildError) in try paths("linked", filter) }
        #expect(try paths("*.txt", .excluding("a.txt", "escape.txt")) == ["/b.txt", "/src/c.txt"])
        #expect(try paths(".", filter) == ["/"])
    }

    @Test("an excluded directory is there if something in it is")
    func exception() throws {
        #expect(try paths("src", .excluding("src", except: ["src/deep/e.txt"])) == ["/src"])
        expect(.notFound) { () throws(BuildError) in try paths("src", .excluding("src", except: ["src/zzz"])) }
        #expect(
            try paths("*", .excluding("src", "linked", "escape.txt", "dangling.go", "link.txt", except: ["src/d.go"]))
                == ["/a.txt", "/b.txt", "/other", "/src"])
    }
}
