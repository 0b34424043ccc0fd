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

    @Test(
        "a file that GNU tar stored without its holes has them again, in each form of the archive",
        arguments: ["gnu", "posix --sparse-version=0.0", "posix --sparse-version=0.1", "posix --sparse-version=1.0"])
    func sparse(format: String) throws {
        let directory = try ScratchDirectory()
        // More parts than fit into a header and its first continuation; one file ends in a hole, one is nothing else.
        try directory.run(
            """
            mkdir tree into
            for part in $(seq 0 39); do
                echo part $part | dd of=tree/many bs=64k seek=$part conv=notrunc status=none
            done
            echo begin > tree/end; truncate -s 3M tree/end; truncate -s 5M tree/hole; echo after > tree/plain
            tar --format=\(format) -S -cf archive -C tree .
            """)
        let root = try RootedDirectory(FilePath(directory["into"]))
        let content = try directory.read("archive")
        #expect(ArchiveUnpacker.isArchive(MemorySource(content)))
        try ArchiveUnpacker().unpack(MemorySource(content, step: 1000), into: "/", of: root)
        #expect(try directory.run("diff -r tree into") == "")
        let blocks = try directory.run("sync; stat -c %b into/hole into/end | xargs").split(separator: " ")
        #expect(blocks.allSatisfy { Int($0.filter(\.isNumber)) ?? 0 < 100 })
    }

    @Test(
        "a map of holes that lies is corrupt",
        arguments: [
            ["size": "10", "map": "0,20"], ["size": "100", "map": "0,10,5,10"], ["size": "100", "map": "0,10"],
            ["size": "100", "map": "0"], ["map": "0,20"], ["size": "99999999999999999999", "map": "0,20"],
            ["size": "100", "numblocks": "1", "offset": "9223372036854775807"],
        ])
    func lyingMap(records: [String: String]) throws {
        let directory = try ScratchDirectory()
        let text = records.map { "'GNU.sparse.\($0)': '\($1)'" }.joined(separator: ", ")
        try directory.run(
            """
            mkdir into; python3 - <<'END'
            import io, tarfile
            entry = tarfile.TarInfo("x")
            entry.size = 20
            entry.pax_headers = {\(text)}
            with tarfile.open("archive", "w", format=tarfile.PAX_FORMAT) as tar: tar.addfile(entry, io.BytesIO(b"x" * 20))
            END
            """)
        let root = try RootedDirectory(FilePath(directory["into"]))
        let error = #expect(throws: BuildError.self) {
            try ArchiveUnpacker().unpack(MemorySource(try directory.read("archive")), into: "/", of: root)
        }
        #expect(error?.code == .corrupt)
    }

    @Test("holes count as the zeros that a layer has in their place")
    func sparseBomb() throws {
        let directory = try ScratchDirectory()
        try directory.run("truncate -s 1G x; tar -S -cf archive x; mkdir into")
        let root = try RootedDirectory(FilePath(directory["into"]))
        let error = #expect(throws: BuildError.self) {
            try ArchiveUnpacker(maximumSize: 1 << 29).unpack(
                MemorySource(try directory.read("archive")), into: "/", of: root)
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
