import Testing

@Suite(.serialized) struct ArchiveSourceTests {
    @Test("ADD unpacks a tar in any compression, told by its content")
    func compressions() async throws {
        let names = ["plain", "gzip", "bzip2", "xz", "zstd"]
        let dockerfile = "FROM base\n" + names.map { "ADD \($0).bin /\($0)\n" }.joined()
        try await Workspace.building(dockerfile, ["tree/sub/file": "inside"]) { work in
            let script = """
                chown 7:8 tree/sub/file; chmod 4751 tree/sub/file; ln -s file tree/sub/link; touch -d @1000000000 tree/sub/file
                tar -C tree -cf plain.bin sub
                for name in gzip bzip2 xz zstd; do $name -c < plain.bin > $name.bin; done
                """
            try await shell(script, in: work.context)
            try await work.build()
            for name in names {
                let found = try await work.inside(
                    "cat /\(name)/sub/link; stat -c '%a %u:%g %Y' /\(name)/sub/file")
                #expect(found == "inside4751 7:8 1000000000", "\(name)")
            }
        }
    }

    @Test("'--unpack=false' copies an archive, '--chown' is for all that is in one, and a damaged one is an error")
    func unpack() async throws {
        let dockerfile = "FROM base\nADD --unpack=false archive.tar /copied/\nADD --chown=5:6 archive.tar /owned\n"
        try await Workspace.building(dockerfile, ["tree/file": ""]) { work in
            try await shell("tar -C tree -cf archive.tar file && head -c 700 archive.tar > half.tar", in: work.context)
            try await work.build()
            #expect(try await work.inside("ls /copied") == "archive.tar")
            #expect(try await work.inside("stat -c %u:%g /owned /owned/file | xargs") == "5:6 5:6")
            try work.write("FROM scratch\nADD half.tar /\n", to: "context/Dockerfile")
            let outcome = try await work.attempt()
            #expect(outcome.status == 1)
            #expect(outcome.error.contains("Dockerfile:2:5: error: '/half.tar' can't be unpacked"))
        }
    }

    @Test("nothing in an archive reaches out of the directory that it is unpacked into")
    func hostile() async throws {
        let dockerfile = "FROM base\nRUN mkdir /into && ln -s / /into/away\nADD archive /into\n"
        try await Workspace.building(dockerfile) { work in
            let script = """
                python3 - <<'PYTHON'
                import io, tarfile
                with tarfile.open("archive", "w") as tar:
                    def add(name, **fields):
                        entry = tarfile.TarInfo(name)
                        for key, value in fields.items(): setattr(entry, key, value)
                        entry.size = 0 if fields else 1
                        tar.addfile(entry, io.BytesIO(b"x"))
                    add("../../escaped-1")
                    add("/escaped-2")
                    add("away/escaped-3")
                    add("up", type=tarfile.SYMTYPE, linkname="../../..")
                    add("up/escaped-4")
                PYTHON
                """
            try await shell(script, in: work.context)
            try await work.build()
            #expect(
                try await work.inside("ls -d /escaped* 2>/dev/null; ls -d /into/escaped* | xargs")
                    == "/into/escaped-1 /into/escaped-2 /into/escaped-3 /into/escaped-4")
            #expect(!work.exists("escaped-1") && !work.exists("../escaped-4"))
        }
    }
}
