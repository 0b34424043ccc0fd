import Diagnostics
import Glibc
import SystemPackage
import Testing

@testable import Layers

/// Archives as GNU tar and the compressors make them. Needs root, as ownership is set.
@Suite("Archives that ADD unpacks")
struct ArchiveUnpackerTests {
    private func isArchive(_ name: String, in directory: ScratchDirectory) throws -> Bool {
        ArchiveUnpacker.isArchive(MemorySource(try directory.read(name)))
    }

    @Test("an archive has at least one entry, whatever its name and compression")
    func recognition() throws {
        let directory = try ScratchDirectory()
        try directory.run(
            """
            mkdir tree; echo x > tree/x
            for format in v7 ustar pax gnu; do tar --format=$format -cf $format tree; done
            for program in gzip bzip2 xz zstd; do $program -c < pax > $program; done
            cat bzip2 > longer; bzip2 -c < /dev/null >> longer
            tar -cf empty -T /dev/null; gzip -c < empty > empty.gz
            echo text > text; for program in gzip bzip2 xz zstd; do $program -c < text > text.$program; done
            : > nothing; head -c 400 pax > short; head -c 30 xz > short.xz; head -c 30 bzip2 > short.bzip2
            """)
        for name in ["v7", "ustar", "pax", "gnu", "gzip", "bzip2", "xz", "zstd", "longer"] {
            #expect(try isArchive(name, in: directory), "\(name)")
        }
        let others = [
            "empty", "empty.gz", "text", "text.gzip", "text.bzip2", "text.xz", "text.zstd", "nothing", "short",
        ]
        for name in others + ["short.xz", "short.bzip2"] {
            #expect(try !isArchive(name, in: directory), "\(name)")
        }
    }

    @Test("damaged and cut streams are corrupt", arguments: ["gzip", "bzip2", "xz", "zstd"])
    func damage(program: String) throws {
        let directory = try ScratchDirectory()
        try directory.run("head -c 300000 /dev/urandom > x; tar -cf - x | \(program) > whole; mkdir into")
        let whole = try directory.read("whole")
        let root = try RootedDirectory(FilePath(directory["into"]))
        var damaged = whole
        damaged[whole.count / 2] ^= 0xFF
        for content in [Array(whole.dropLast(whole.count / 3)), damaged] {
            let error = #expect(throws: BuildError.self) {
                try ArchiveUnpacker().unpack(MemorySource(content), into: "/", of: root)
            }
            #expect(error?.code == .corrupt)
        }
        try ArchiveUnpacker().unpack(MemorySource(whole), into: "/", of: root)
        try directory.run("cmp x into/x")
    }

    @Test("an archive larger than allowed is corrupt")
    func limit() throws {
        let directory = try ScratchDirectory()
        try directory.run("head -c 1000000 /dev/zero > x; tar -czf archive x; mkdir into")
        let content = try directory.read("archive")
        let root = try RootedDirectory(FilePath(directory["into"]))
        let error = #expect(throws: BuildError.self) {
            try ArchiveUnpacker(maximumSize: 900_000).unpack(MemorySource(content), into: "/", of: root)
        }
        #expect(error?.code == .corrupt)
    }

    @Test("directories are merged, links inside are followed, names of layers mean nothing")
    func merge() throws {
        let directory = try ScratchDirectory()
        try directory.run(
            """
            mkdir -p tree/dir tree/away into/dir into/there; echo new > tree/dir/a; echo new > tree/away/b
            echo mark > tree/.wh.dir; echo mark > tree/dir/.wh..wh..opq; tar -C tree -cf archive .
            echo old > into/dir/old; chmod 711 into; ln -s /there into/away; touch -d @1000 into
            """)
        // What is a directory in the archive replaces the link, as it does for Docker.
        let root = try RootedDirectory(FilePath(directory["into"]))
        try ArchiveUnpacker().unpack(MemorySource(try directory.read("archive")), into: "/", of: root)
        let found = try directory.run(
            "cd into; find . ! -type d | sort | xargs; stat -c '%a %Y' .; cat dir/.wh..wh..opq")
        #expect(found.contains("./.wh.dir ./away/b ./dir/.wh..wh..opq ./dir/a ./dir/old"))
        #expect(found.contains("711 1000\nmark"))
    }
}
