import Diagnostics
import Glibc
import SystemPackage
import Testing

@testable import Layers

@Suite struct RemoveTreeTests {
    let fixture: TreeFixture
    let root: RootedDirectory

    init() throws {
        fixture = try TreeFixture()
        root = try fixture.root()
    }

    @Test("a tree goes with all that is in it, and what its links lead to stays")
    func wholeTree() throws {
        try fixture.shell(
            """
            mkdir -p keep gone/a/b; echo x > keep/file; ln -s ../keep gone/link; ln keep/file gone/a/hard
            mkfifo gone/fifo; mkdir gone/a/locked; touch gone/a/locked/f; chmod 000 gone/a/locked; chmod 500 gone/a
            """)
        try root.removeTree("gone")
        #expect(try fixture.shell("find . | sort") == ".\n./keep\n./keep/file\n")
    }

    @Test("a link is deleted, not followed, and nothing there is no error")
    func linksAndNothing() throws {
        try fixture.shell("mkdir keep; touch keep/f; ln -s keep link")
        try root.removeTree("link")
        try root.removeTree("link")
        try root.removeTree("no/such/path")
        #expect(try fixture.shell("find . | sort") == ".\n./keep\n./keep/f\n")
        expect(.store) { () throws(BuildError) in try root.removeTree("/") }
    }

    @Test("a tree deeper than any path can name goes")
    func deepTree() throws {
        try fixture.shell(
            """
            mkdir deep; cd -P deep; d=dddddddddddddddddddddddddddddddddddddddddddddddddd
            python3 - <<'END'
            import os
            for n in range(2000):
                os.mkdir('deeper'); open('file', 'w').close(); os.chdir('deeper')
            END
            """)
        try root.removeTree("deep")
        #expect(try fixture.shell("ls -A").isEmpty)
    }

    @Test("a mount point is left alone", .enabled(if: geteuid() == 0, "mounting needs root"))
    func mountPoint() throws {
        try fixture.shell("mkdir -p tree/mount; mount -t tmpfs none tree/mount; touch tree/mount/file")
        defer { _ = try? fixture.shell("umount tree/mount") }
        expect(.store) { () throws(BuildError) in try root.removeTree("tree") }
        #expect(try fixture.shell("ls tree/mount") == "file\n")
    }
}
