import Diagnostics
import Glibc
import ImageModel
import SystemPackage
import Testing

@testable import Layers

@Suite struct TreeDigestTests {
    let fixture: TreeFixture
    let root: RootedDirectory

    init() throws {
        fixture = try TreeFixture()
        root = try fixture.root("root")
        try fixture.shell(
            """
            cd root; mkdir -p d/sub; echo one > d/a; echo two > d/sub/b; ln -s a d/l; ln d/a d/h; touch d/empty
            mkfifo d/fifo; head -c 600000 /dev/zero > d/big
            """)
    }

    private func digest(
        _ names: String..., attributes: CopyAttributes = CopyAttributes(keepsOwner: false), filter: TreeFilter? = nil
    ) throws -> Digest {
        let matches = try names.flatMap { try SourceMatcher(root, filter: filter).expand($0) }
        var digest = TreeDigest(in: root, attributes: attributes, filter: filter)
        return try digest.digest(of: matches)
    }

    @Test("times, the directory's own metadata and the order of creation are no part")
    func stable() throws {
        let before = try digest("d")
        try fixture.shell(
            """
            cd root; touch -d 2001-01-01 d d/a d/sub; chmod 700 d
            mv d/sub/b d/sub/x; touch d/sub/y; mv d/sub/x d/sub/b; rm d/sub/y
            """
        )
        #expect(try digest("d") == before)
        try fixture.shell("cd root; mkdir e; cp -a d/. e")
        #expect(try digest("e") == before)
    }

    @Test(
        "everything else is",
        arguments: [
            "echo ONE > d/a", "echo x >> d/a", "chmod 600 d/a", "chmod 700 d/sub", "chmod u+s d/a", "rm d/empty",
            "touch d/new",
            "mkdir d/new", "mv d/a d/z", "mv d/sub/b d/b", "ln -sfn b d/l", "rm d/h; cp d/a d/h",
            "rm d/fifo; touch d/fifo",
            "rm d/empty; mkdir d/empty", "rmdir d/sub 2>/dev/null || rm -r d/sub", "attribute d/a user.x 31",
            "attribute d/sub user.x 31", "printf 1 | dd of=d/big bs=1 seek=555555 conv=notrunc 2>/dev/null",
        ])
    func changes(script: String) throws {
        let before = try digest("d")
        try fixture.shell("cd root; \(script)")
        #expect(try digest("d") != before)
    }

    @Test("owners are part only where the copy keeps them", .enabled(if: geteuid() == 0, "changing owners needs root"))
    func owners() throws {
        let context = try digest("d")
        let stage = try digest("d", attributes: CopyAttributes(keepsOwner: true))
        try fixture.shell("cd root; chown 5:6 d/a; mknod d/dev c 1 3; rm d/dev; chown -h 7 d/l")
        #expect(try digest("d") == context)
        #expect(try digest("d", attributes: CopyAttributes(keepsOwner: true)) != stage)
    }

    @Test("device numbers are part", .enabled(if: geteuid() == 0, "making devices needs root"))
    func devices() throws {
        try fixture.shell("mknod root/d/dev c 1 3")
        let before = try digest("d")
        try fixture.shell("rm root/d/dev; mknod root/d/dev c 1 5")
        #expect(try digest("d") != before)
    }

    @Test("an octal --chmod takes the mode out of the key")
    func umaskUnderChmod() throws {
        let attributes = CopyAttributes(keepsOwner: false, modeChange: try ModeChange(parsing: "644"))
        let before = try digest("d", attributes: attributes)
        try fixture.shell("chmod 600 root/d/a; chmod 700 root/d/sub")
        #expect(try digest("d", attributes: attributes) == before)
    }

    @Test("of a file, the name that the copy gets is part; of a directory, none is")
    func names() throws {
        try fixture.shell("cd root; cp -a d e; cp -p d/a d/same; ln -s d/a renamed; ln -s d f")
        #expect(try digest("d/a") != digest("d/same"))
        #expect(try digest("renamed") != digest("d/a"))
        #expect(try digest("d") == digest("f"))
        #expect(try digest("d", "e") != digest("d"))
        #expect(try digest("d/a", "d/empty") != digest("d/empty", "d/a"))
    }

    @Test("what is excluded is no part")
    func exclusion() throws {
        let filter = TreeFilter.excluding("d/sub", "d/big")
        let before = try digest("d", filter: filter)
        try fixture.shell("cd root/d; echo more > sub/c; rm big")
        #expect(try digest("d", filter: filter) == before)
        try fixture.shell("rm -r root/d/sub")
        #expect(try digest("d") == before)
    }

    @Test("a copy has the digest of what it is a copy of", .enabled(if: geteuid() == 0, "keeping owners needs root"))
    func copies() throws {
        try fixture.shell("cd root/d; chown 3:4 a sub; chmod 4711 big; attribute sub user.k 31; mkdir -p sub/deep/er")
        let attributes = CopyAttributes(keepsOwner: true)
        let filter = TreeFilter.excluding("d/empty")
        var copier = TreeCopier(from: root, to: root, attributes: attributes, filter: filter)
        try copier.copy(SourceMatcher(root, filter: filter).expand("d"), to: CopyDestination("/copy"))
        #expect(try digest("copy", attributes: attributes) == digest("d", attributes: attributes, filter: filter))
    }

    @Test("many files that have to be read give the digest that an index gives")
    func batches() throws {
        try fixture.shell(
            "mkdir root/many; cd root/many; for n in $(seq 500); do echo $n > f$n; done; sleep 0.02"
        )
        let index = StatIndex(at: FilePath("\(fixture.path)/index"))
        let matches = try SourceMatcher(root).expand("many")
        var digests = Set<Digest>()
        for index in [nil, index, index] {
            var digest = TreeDigest(in: root, attributes: CopyAttributes(keepsOwner: false), index: index)
            digests.insert(try digest.digest(of: matches))
        }
        #expect(digests.count == 1)
    }
}
