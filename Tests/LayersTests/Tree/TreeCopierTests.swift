import Diagnostics
import Glibc
import SystemPackage
import Testing

@testable import Layers

@Suite(.enabled(if: geteuid() == 0, "files of any owner, and devices, need root"))
struct TreeCopierTests {
    let fixture: TreeFixture
    let source: RootedDirectory
    let destination: RootedDirectory

    init() throws {
        fixture = try TreeFixture()
        source = try fixture.root("source")
        destination = try fixture.root("destination")
    }

    private func copy(
        _ names: String..., to target: String, attributes: CopyAttributes = CopyAttributes(keepsOwner: true),
        filter: TreeFilter? = nil
    ) throws(BuildError) {
        let matcher = SourceMatcher(source, filter: filter)
        var matches = [SourceMatch]()
        for name in names { matches += try matcher.expand(name) }
        var copier = TreeCopier(from: source, to: destination, attributes: attributes, filter: filter)
        try copier.copy(matches, to: CopyDestination(target))
    }

    /// All that stat(1) tells of a tree that a copy has to keep, the top itself left out.
    private func listing(_ path: String) throws -> String {
        try fixture.shell(
            """
            cd '\(path)'; find . -mindepth 1 -type d -printf '%p %y %m %U:%G %T@\\n' | sort
            find . ! -type d -printf '%p %y %m %U:%G %T@ %n %s %l\\n' | sort
            find . -type f -exec sha256sum {} + | sort -k2
            find . \\( -type c -o -type b \\) -exec stat -c '%n %t:%T' {} + | sort
            attributes
            """)
    }

    private func tree(_ path: String = "destination") throws -> String {
        try fixture.shell("cd '\(path)'; find . -mindepth 1 -printf '%P %y %m %U:%G\\n' | sort")
    }

    /// One of everything.
    private func makeZoo() throws {
        try fixture.shell(
            """
            cd source; mkdir zoo; cd zoo
            mkdir -p sub/deeper 'na me' locked; echo hello > file; printf 'x%.0s' $(seq 5000) > sub/long
            head -c 3000000 /dev/urandom > big; : > empty
            ln file sub/hard; ln file 'na me/hard too'
            ln -s /etc/passwd absolute; ln -s ../.. sub/upward; ln -s nothing dangling
            mkfifo fifo; mknod char c 1 3; mknod block b 7 200
            chmod 4755 sub/long; chmod 2775 sub; chmod 1777 'na me'; chmod 0600 big; chmod 000 empty
            chown 12:34 file sub/deeper; chown -h 56:78 absolute; chmod 0500 locked; touch locked/in
            attribute file user.note 6869; attribute sub user.dir 00ff
            attribute big security.capability 0100000200040000000000000000000000000000
            touch "$(printf 'bad\\377name')"
            find . -depth -exec touch -h -d '2001-02-03 04:05:06.123456789' {} +
            touch -h -d '1999-09-09 09:09:09.5' absolute sub
            """)
    }

    @Test("a directory's contents arrive just as cp -a copies them")
    func likeCopyArchive() throws {
        try makeZoo()
        try copy("zoo", to: "/app")
        try fixture.shell("mkdir judge; cp -a source/zoo/. judge/")
        #expect(try listing("destination/app") == listing("judge"))
        let hard = try fixture.shell("cd destination/app; stat -c %i file sub/hard 'na me/hard too' | sort -u | wc -l")
        #expect(hard == "1\n")
        // The directory that was made is an ordinary one, but has the source's time.
        let time = try fixture.shell("stat -c %y source/zoo")
        #expect(try fixture.shell("stat -c '%a %u:%g %y' destination/app") == "755 0:0 \(time)")
    }

    @Test("copying again over the copy changes nothing")
    func repeated() throws {
        try makeZoo()
        try copy("zoo", to: "/app")
        let first = try listing("destination")
        try copy("zoo", to: "/app")
        #expect(try listing("destination") == first)
    }

    @Test("files of the context belong to root")
    func contextOwner() throws {
        try fixture.shell("cd source; mkdir d; touch d/f; ln -s x d/l; chown -Rh 5:6 d")
        try copy("d", "d/f", to: "/x/", attributes: CopyAttributes(keepsOwner: false))
        #expect(try tree() == "x d 755 0:0\nx/f f 644 0:0\nx/l l 777 0:0\n")
    }

    @Test("--chown and an octal --chmod count for everything but the mode of a directory made for another's contents")
    func overrides() throws {
        try fixture.shell("cd source; mkdir -p d/sub; touch d/f; ln -s f d/l; chown -Rh 5:6 d")
        let attributes = CopyAttributes(
            owner: FileOwner(user: 7, group: 8), keepsOwner: false, modeChange: try ModeChange(parsing: "0640"))
        try copy("d", to: "/a/b", attributes: attributes)
        #expect(try tree() == "a d 755 7:8\na/b d 755 7:8\na/b/f f 640 7:8\na/b/l l 777 7:8\na/b/sub d 640 7:8\n")
    }

    @Test("a symbolic --chmod doesn't count for made parents")
    func symbolicMode() throws {
        try fixture.shell("cd source; mkdir -p d/sub; touch d/f; chmod 600 d/f; chmod 700 d/sub")
        try copy(
            "d", to: "/a",
            attributes: CopyAttributes(keepsOwner: false, modeChange: try ModeChange(parsing: "go=u,a+X")))
        #expect(try tree() == "a d 755 0:0\na/f f 666 0:0\na/sub d 777 0:0\n")
    }

    @Test("a socket becomes an empty file")
    func socket() throws {
        try fixture.shell(
            "cd source; mkdir d; python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"d/s\")'; chmod 640 d/s"
        )
        try copy("d", to: "/")
        #expect(try tree() == "s f 640 0:0\n")
    }

    @Test(
        "a file goes to the path given, or into the directory that is there or is written with a slash",
        arguments: [
            ("/new", "new"), ("/new/", "new/file"), ("/new/.", "new/file"), ("/a/b/c", "a/b/c"), ("/dir", "dir/file"),
            ("/", "file"), ("/todir", "dir/file"), ("/todir/x", "dir/x"), ("/dangling", "far/away"),
            ("/dangling/", "far/away/file"), ("/tofile", "old"), ("/../../up", "up"),
        ])
    func fileDestination(target: String, expected: String) throws {
        try fixture.shell(
            """
            echo new > source/file; cd destination; mkdir dir; echo old > old
            ln -s /dir todir; ln -s /far/away dangling; ln -s old tofile
            """)
        try copy("file", to: target)
        #expect(try fixture.shell("cat destination/\(expected)") == "new\n")
        #expect(
            try fixture.shell("readlink destination/todir destination/dangling destination/tofile")
                == "/dir\n/far/away\nold\n")
    }

    @Test("no destination leads out of the root")
    func noEscape() throws {
        try fixture.shell(
            """
            mkdir outside; mkdir source/d; echo x > source/d/f
            cd destination; ln -s ../outside relative; ln -s '\(fixture.path)/outside' absolute; ln -s ../../../.. top
            """)
        try copy("d", to: "/relative")
        try copy("d", to: "/absolute/sub")
        try copy("d/f", to: "/top/outside/")
        #expect(try fixture.shell("ls -A outside").isEmpty)
        #expect(try fixture.shell("cat destination/outside/f destination\(fixture.path)/outside/sub/f") == "x\nx\n")
    }

    @Test("a link met below the destination is replaced by a file and in the way of a directory")
    func linksBelow() throws {
        try fixture.shell(
            """
            mkdir outside; echo safe > outside/f; mkdir -p source/d source/e/sub
            echo new > source/d/link; touch source/e/sub/f
            cd destination; mkdir x; ln -s ../../outside/f x/link; ln -s ../../outside x/sub
            """)
        try copy("d", to: "/x")
        #expect(try fixture.shell("cat destination/x/link outside/f") == "new\nsafe\n")
        expect(.store) { () throws(BuildError) in try copy("e", to: "/x") }
        #expect(try fixture.shell("ls outside") == "f\n")
    }

    @Test("directories are merged and take the source's mode and owner, the top one keeps its own")
    func merging() throws {
        try fixture.shell(
            """
            mkdir -p source/d/sub destination/x/sub; echo new > source/d/sub/f; echo old > destination/x/sub/f
            echo kept > destination/x/sub/g; chmod 711 source/d/sub destination/x; chown 3:4 source/d/sub destination/x
            chmod 700 source/d; chown 5:6 source/d; touch -d 2002-02-02 source/d/sub source/d
            """)
        try copy("d", to: "/x")
        #expect(try tree() == "x d 711 3:4\nx/sub d 711 3:4\nx/sub/f f 644 0:0\nx/sub/g f 644 0:0\n")
        #expect(
            try fixture.shell(
                "cat destination/x/sub/*; stat -c %Y source/d destination/x destination/x/sub | sort -u | wc -l")
                == "new\nkept\n1\n")
    }

    @Test("a directory in the way of a file and a file in the way of a directory are errors")
    func inTheWay() throws {
        try fixture.shell(
            "mkdir -p source/d/a destination/x/b; touch source/d/a/f source/d/b destination/x/a destination/file")
        expect(.store) { () throws(BuildError) in try copy("d/b", to: "/x/") }
        expect(.store) { () throws(BuildError) in try copy("d", to: "/x") }
        expect(.store) { () throws(BuildError) in try copy("d", to: "/file") }
        expect(.store) { () throws(BuildError) in try copy("d/b", to: "/file/") }
    }

    @Test("later sources replace files of earlier ones, and hard links don't reach across sources")
    func severalSources() throws {
        try fixture.shell("cd source; mkdir a b; echo a > a/f; ln a/f b/g; echo b > b/f")
        try copy("a", "b", to: "/x")
        #expect(try fixture.shell("cd destination/x; cat f g; stat -c %h f g") == "b\na\n1\n1\n")
    }

    @Test("a link as source is followed, links on the way to it too")
    func linkedSource() throws {
        try fixture.shell(
            "cd source; mkdir -p real/dir; echo x > real/f; ln -s f real/dir/l; ln -s /real/f link; ln -s real/dir dir")
        try copy("link", "dir", to: "/x/")
        #expect(try tree() == "x d 755 0:0\nx/l l 777 0:0\nx/link f 644 0:0\n")
    }

    @Test("what is excluded isn't copied, and its directory only if something in it is")
    func exclusion() throws {
        try fixture.shell(
            "cd source; mkdir -p a/b/c skip/in; touch a/f a/b/g a/b/c/h skip/x skip/in/y; chmod 711 a/b; chmod 700 skip"
        )
        try copy(".", to: "/x", filter: .excluding("a/b", "skip", except: ["a/b/c"]))
        #expect(
            try tree()
                == """
                x d 755 0:0
                x/a d 755 0:0
                x/a/b d 711 0:0
                x/a/b/c d 755 0:0
                x/a/b/c/h f 644 0:0
                x/a/f f 644 0:0

                """
        )
    }

    @Test("a directory of which everything is excluded still makes the destination")
    func allExcluded() throws {
        try fixture.shell("cd source; touch f")
        try copy(".", to: "/x/y", filter: .excluding("f"))
        #expect(try tree() == "x d 755 0:0\nx/y d 755 0:0\n")
    }

    @Test("a tree too deep to walk is an error, not a crash")
    func tooDeep() throws {
        try fixture.shell(
            "cd source; python3 -c 'import os; [(os.mkdir(\"d\"), os.chdir(\"d\")) for n in range(1000)]'")
        expect(.store) { () throws(BuildError) in try copy("d", to: "/x") }
    }

    @Test("a device that overlayfs would take for the mark of a removed file is refused")
    func whiteout() throws {
        try fixture.shell("mknod source/gone c 0 0")
        expect(.store) { () throws(BuildError) in try copy("gone", to: "/") }
        #expect(try fixture.shell("ls destination") == "")
    }

    @Test("a full disk says so")
    func fullDisk() throws {
        try fixture.shell("head -c 2000000 /dev/zero > source/f; mount -t tmpfs -o size=1m none destination")
        defer { _ = try? fixture.shell("umount destination") }
        let small = try fixture.root("destination")
        var copier = TreeCopier(from: source, to: small, attributes: CopyAttributes(keepsOwner: true))
        let matches = try SourceMatcher(source).expand("f")
        expect(.diskFull) { () throws(BuildError) in try copier.copy(matches, to: CopyDestination("/f")) }
    }
}
