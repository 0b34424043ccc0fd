import Diagnostics
import Glibc
import ImageModel
import SystemPackage
import Testing

@testable import Layers

@Suite struct StatIndexTests {
    let fixture: TreeFixture
    let directory: OpenFile
    let path: FilePath

    init() throws {
        fixture = try TreeFixture()
        path = FilePath("\(fixture.path)/index")
        directory = try fixture.root("files").directory
        // Older than any clock tick that an index opened from now on begins in.
        try fixture.shell("cd files; for n in a b c; do echo $n > $n; done; sleep 0.05")
    }

    private func status(_ name: String) throws -> FileStatus { try directory.status(of: FileName(name.utf8)) }

    private let digest = Digest(of: "content".utf8)

    @Test("a digest comes back as long as the file's status is the same, in the next process too")
    func persistence() throws {
        let first = StatIndex(at: path)
        #expect(first.digest(of: try status("a")) == nil)
        first.record(digest, of: try status("a"))
        #expect(first.digest(of: try status("a")) == digest)
        try first.save()
        let second = StatIndex(at: path)
        #expect(second.digest(of: try status("a")) == digest)
        #expect(second.digest(of: try status("b")) == nil)
    }

    @Test(
        "any change of the file makes its digest unknown",
        arguments: [
            "echo longer > a", "chmod 600 a", "touch -d 2001-01-01 a", "cp a x; mv x a",
            "printf 'A\\n' > a; touch -r b a",
        ])
    func change(script: String) throws {
        let first = StatIndex(at: path)
        first.record(digest, of: try status("a"))
        try first.save()
        try fixture.shell("cd files; \(script)")
        #expect(StatIndex(at: path).digest(of: try status("a")) == nil)
    }

    @Test("a file that changed after the index was opened is not remembered")
    func racy() throws {
        let first = StatIndex(at: path)
        try fixture.shell("echo late > files/late")
        first.record(digest, of: try status("late"))
        first.record(digest, of: try status("a"))
        #expect(first.digest(of: try status("late")) == nil)
        try first.save()
        #expect(StatIndex(at: path).digest(of: try status("late")) == nil)
        #expect(StatIndex(at: path).digest(of: try status("a")) == digest)
    }

    @Test("a file is written only if something is new")
    func unchanged() throws {
        try StatIndex(at: path).save()
        #expect(try !fixture.shell("ls").contains("index"))
        let first = StatIndex(at: path)
        first.record(digest, of: try status("a"))
        try first.save()
        let inode = try fixture.shell("stat -c %i index")
        let second = StatIndex(at: path)
        _ = second.digest(of: try status("a"))
        try second.save()
        #expect(try fixture.shell("stat -c %i index; ls") == inode + "files\nindex\n")
    }

    @Test(
        "a damaged file is as good as none",
        arguments: [
            "truncate -s -1 index", ": > index", "printf x >> index", "echo garbage > index", "rm index; mkdir index",
            "printf X | dd of=index bs=1 seek=0 conv=notrunc 2>&1",
            "printf X | dd of=index bs=1 seek=40 conv=notrunc 2>&1",
            "rm index; mkfifo index", "truncate -s 300M index", "rm index; ln -s index index",
        ])
    func damaged(script: String) throws {
        let first = StatIndex(at: path)
        first.record(digest, of: try status("a"))
        try first.save()
        try fixture.shell(script)
        #expect(StatIndex(at: path).digest(of: try status("a")) == nil)
    }

    @Test("a replaced digest wins over the stored one, and entries long of no use go")
    func mergingAndAge() throws {
        let first = StatIndex(at: path)
        for name in ["a", "b"] { first.record(digest, of: try status(name)) }
        try first.save()
        let other = Digest(of: "other".utf8)
        for _ in 0...64 {
            let index = StatIndex(at: path)
            _ = index.digest(of: try status("b"))
            index.record(other, of: try status("c"))
            try index.save()
        }
        let last = StatIndex(at: path)
        #expect(last.digest(of: try status("a")) == nil)
        #expect(last.digest(of: try status("b")) == digest)
        #expect(last.digest(of: try status("c")) == other)
    }

    @Test("a file that can't be written is an error and leaves nothing behind")
    func failure() throws {
        let index = StatIndex(at: FilePath("\(fixture.path)/no/such/index"))
        index.record(digest, of: try status("a"))
        expect(.store) { () throws(BuildError) in try index.save() }
        try fixture.shell("mkdir -p taken/by; echo x > taken/by/file")
        let taken = StatIndex(at: FilePath("\(fixture.path)/taken/by"))
        taken.record(digest, of: try status("a"))
        expect(.store) { () throws(BuildError) in try taken.save() }
        #expect(try fixture.shell("ls taken") == "by\n")
    }
}
