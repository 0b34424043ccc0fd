import Diagnostics
import Glibc
import SystemPackage
import Testing

@testable import Layers

struct TreeExtractionTests {
    let fixture: TreeFixture
    let source: RootedDirectory

    init() throws {
        fixture = try TreeFixture()
        source = try fixture.root("source")
        try fixture.shell("mkdir out")
    }

    @discardableResult
    private func extract(
        _ path: String, to destination: String, replacing: Bool = false
    ) throws(BuildError) -> TreeExtraction.Summary? {
        var extraction = TreeExtraction(from: source)
        return try extraction.extract(
            Array(path.utf8), to: FilePath("\(fixture.path)/\(destination)"), replacing: replacing)
    }

    @Test("a directory comes out with its bytes, modes, times and links, and belongs to the caller")
    func directory() throws {
        try fixture.shell(
            """
            cd source; mkdir -p d/locked/deep; echo x > d/locked/f; head -c 300000 /dev/urandom > d/big; : > d/empty
            ln d/big d/hard; ln -s /etc/passwd d/absolute; ln -s ../../.. d/upward; ln -s nothing d/dangling; mkfifo d/fifo
            chmod 400 d/locked/f; chmod 555 d/locked; chmod 1777 d; touch -h -d 2001-02-03 d/absolute d/big d/locked d
            """)
        let summary = try extract("d", to: "out/copy")
        #expect(summary?.files == 7 && summary?.leftOut == 1)
        let listing =
            "rm -f fifo; touch -d 2001-02-03 .; find . -printf '%p %y %m %T@ %s %l\\n' | sort; sha256sum big hard"
        #expect(try fixture.shell("cd out/copy; \(listing)") == fixture.shell("cd source/d; \(listing)"))
        #expect(try fixture.shell("find out -uid \(geteuid()) | wc -l") == fixture.shell("find out | wc -l"))
    }

    @Test("setuid and setgid are dropped, since the owner is another one")
    func setuid() throws {
        try fixture.shell("cd source; echo x > f; chmod 6755 f; mkdir d; chmod 2775 d")
        try extract("f", to: "out/f")
        try extract("d", to: "out/d")
        #expect(try fixture.shell("stat -c %a out/f out/d") == "755\n775\n")
    }

    @Test("a name is taken from the image where the destination is a directory")
    func intoDirectory() throws {
        try fixture.shell("echo x > source/f; mkdir out/sub")
        try extract("f", to: "out/sub")
        #expect(try fixture.shell("cat out/sub/f") == "x\n")
    }

    @Test("what has the name is replaced only if that was asked for, and a directory never")
    func existing() throws {
        try fixture.shell("echo new > source/f; mkdir source/d; echo old > out/f; ln -s f out/link; mkdir -p out/sub/f")
        #expect(try extract("f", to: "out/f") == nil)
        #expect(try extract("f", to: "out/link") == nil)
        #expect(try fixture.shell("cat out/f") == "old\n")
        #expect(try extract("f", to: "out/link", replacing: true)?.files == 1)
        // The link was replaced, not followed.
        #expect(try fixture.shell("cat out/f out/link; ls -A out") == "old\nnew\nf\nlink\nsub\n")
        for replacing in [false, true] {
            expect(.usage) { () throws(BuildError) in try extract("f", to: "out/sub", replacing: replacing) }
            expect(.usage) { () throws(BuildError) in try extract("d", to: "out/f", replacing: replacing) }
        }
        #expect(try fixture.shell("ls -A out out/sub/f") == "out:\nf\nlink\nsub\n\nout/sub/f:\n")
    }

    @Test("no link of the image leads out of it, and none that it brings is followed")
    func links() throws {
        try fixture.shell(
            """
            echo secret > secret; cd source; ln -s ../.. up; ln -s '\(fixture.path)' outside; mkdir d; ln -s /tmp d/t
            """)
        for path in ["up/secret", "outside/secret"] {
            expect(.store) { () throws(BuildError) in try extract(path, to: "out/f") }
        }
        #expect(try extract("up", to: "out/l")?.files == 1)
        #expect(try fixture.shell("readlink out/l") == "../..\n")
    }

    @Test("the root, names that lead upwards, and places that are not there are refused")
    func refused() throws {
        try fixture.shell("echo x > source/f")
        for path in ["", "..", "f/.."] {
            expect(.usage) { () throws(BuildError) in try extract(path, to: "out") }
        }
        for destination in ["missing/f", "source/f/g"] {
            expect(.usage) { () throws(BuildError) in try extract("f", to: destination) }
        }
        expect(.store) { () throws(BuildError) in try extract("missing", to: "out/f") }
        #expect(try fixture.shell("ls -A out") == "")
    }

    @Test("one that is stopped says so")
    func stopped() throws {
        try fixture.shell("mkdir source/d; echo x > source/d/f")
        var extraction = TreeExtraction(from: source) { true }
        expect(.interrupted) { () throws(BuildError) in
            try extraction.extract(Array("d".utf8), to: FilePath("\(fixture.path)/out/d"))
        }
    }
}
