import Diagnostics
import Glibc
import SystemPackage
import Testing

@testable import Layers

@Suite struct RootedDirectoryTests {
    let fixture: TreeFixture
    let root: RootedDirectory

    init() throws {
        fixture = try TreeFixture()
        try fixture.shell(
            """
            echo secret > outside
            mkdir -p root/a/b root/etc; cd root
            echo inside > etc/file
            ln -s /etc/file absolute
            ln -s ../../../../etc/file a/b/upward
            ln -s a/b/upward chain
            ln -s ../outside escape
            ln -s loop2 loop1; ln -s loop1 loop2
            ln -s /new/place dangling
            ln -s dangling a/relative
            ln -s /a directory
            """)
        root = try fixture.root("root")
    }

    @Test(
        "a path leads to one place inside the root, whatever its links say",
        arguments: [
            ("/", "/"), ("", "/"), ("../../..", "/"), ("a//b/./", "/a/b"), ("absolute", "/etc/file"),
            ("a/b/upward", "/etc/file"), ("chain", "/etc/file"), ("escape", "/outside"), ("dangling", "/new/place"),
            ("dangling/below", "/new/place/below"), ("directory/b", "/a/b"), ("directory/..", "/"),
            ("no/../such", "/such"),
            ("a/relative", "/a/dangling"),
        ])
    func resolution(path: String, expected: String) throws {
        #expect(try root.resolve(FilePath(path)) == FilePath(expected))
    }

    @Test("a loop of links is an error")
    func loop() {
        expect(.store) { () throws(BuildError) in try root.resolve("loop1") }
    }

    @Test("a path that goes on below a file is an error")
    func fileAsDirectory() {
        expect(.store) { () throws(BuildError) in try root.resolve("etc/file/below") }
    }

    @Test("opening follows links inside the root and never leads out", arguments: ["absolute", "a/b/upward", "chain"])
    func opening(path: String) throws {
        #expect(try root.open(FilePath(path)).readAll(limit: 100) == Array("inside\n".utf8))
        expect(.store) { () throws(BuildError) in try root.open("escape") }
        expect(.store) { () throws(BuildError) in try root.open("../outside") }
    }

    @Test("the status of a path is that of the link itself, and nil where nothing is")
    func status() throws {
        #expect(try root.status(of: "chain")?.kind == .symbolicLink)
        #expect(try root.status(of: "directory/b")?.kind == .directory)
        #expect(try root.status(of: "nothing/here") == nil)
        #expect(try root.status(of: "etc/file/below") == nil)
        #expect(try root.readLink("a/b/upward") == "../../../../etc/file")
    }

    @Test("missing directories are made with the mode given, through dangling links too")
    func makingDirectories() throws {
        let old = umask(0o077)
        defer { umask(old) }
        let owner = FileOwner(user: geteuid(), group: getegid())
        let made = try root.makeDirectories("/dangling/x", mode: 0o751, owner: owner)
        #expect(made == ["/new", "/new/place", "/new/place/x"])
        #expect(
            try fixture.shell("cd root; stat -c '%a %n' new new/place new/place/x")
                == "751 new\n751 new/place\n751 new/place/x\n")
        #expect(try root.makeDirectories("new/place/x").isEmpty)
        expect(.store) { () throws(BuildError) in try root.makeDirectories("etc/file") }
    }

    @Test("a directory's names come sorted by their bytes, even if they aren't UTF-8")
    func names() throws {
        try fixture.shell(
            """
            mkdir names; cd names; touch b a B "$(printf 'a\\377')" é .hidden
            for n in $(seq 3000); do : > z$n; done
            """
        )
        let names = try root("names").directory.entries()
        #expect(names.count == 3006)
        let listed = try fixture.shell("cd names; LC_ALL=C ls -A | sha256sum")
        try fixture.shell("rm -rf listing; mkdir listing")
        let bytes: [UInt8] = names.flatMap { name -> [UInt8] in name.bytes + [10] }
        try AtomicFile.write(bytes, to: FilePath("\(fixture.path)/listing/names"))
        #expect(try fixture.shell("sha256sum < listing/names") == listed)
    }

    private func root(_ name: String) throws -> RootedDirectory { try fixture.root(name) }
}
