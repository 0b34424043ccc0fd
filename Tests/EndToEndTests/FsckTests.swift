import Subprocess
import SystemPackage
import Testing

/// What is damaged by hand is what a disk, or somebody, may do to a store.
@Suite struct FsckTests {
    /// Two layers on scratch, the same image each time.
    private func withImage(_ body: (Workspace, _ id: String) async throws -> Void) async throws {
        let dockerfile = "FROM scratch\nCOPY one /one\nCOPY two /two\n"
        try await Workspace.with(["Dockerfile": dockerfile, "one": "1\n", "two": "2\n"]) { work in
            var work = work
            work.pith.environment["SOURCE_DATE_EPOCH"] = "1700000000"
            try await work.build()
            try await body(work, try await work.inspect(".[0].Id"))
        }
    }

    /// The same image as it comes from elsewhere: its layers are kept as blobs.
    private func withLoadedImage(_ body: (Workspace, _ id: String) async throws -> Void) async throws {
        try await withImage { work, id in
            try await work.pith.succeed("save", "-o", "app.tar", "app")
            let other = work.elsewhere()
            try await other.pith.succeed("load", "-i", "app.tar")
            try await body(other, id)
        }
    }

    private func damage(_ work: Workspace, _ script: String) async throws {
        try await shell(script, in: work.pith.root)
    }

    private func expectDamage(_ work: Workspace, _ parts: String...) async throws {
        let found = try await work.pith("fsck")
        #expect(found.status == 1 && found.error.contains("run 'pith fsck --repair'"), "\(found.error)")
        for part in parts { #expect(found.output.contains(part), "\(found.output)") }
    }

    private func repair(_ work: Workspace) async throws -> String {
        let text = try await work.pith.succeed("fsck", "--repair")
        #expect(text.hasSuffix("The store is whole."))
        #expect(try await work.pith.succeed("fsck").hasSuffix("The store is whole."))
        return text
    }

    @Test("a blob with other bytes is named with the image that needs it, dropped with that, and loaded anew")
    func blob() async throws {
        try await withLoadedImage { work, id in
            let query = "sqlite3 pith.db 'SELECT lower(hex(blob_digest)) FROM layers LIMIT 1'"
            let layer = try await shell(query, in: work.pith.root)
            try await damage(work, "printf x | dd of=blobs/sha256/\(layer) bs=1 seek=20 conv=notrunc status=none")
            try await expectDamage(work, "blob sha256:\(layer)", "has another digest", "image app:latest")
            #expect(try await repair(work).contains("dropped, and removed app:latest"))
            #expect(try await work.pith.succeed("images", "-q") == "")
            try await work.pith.succeed("load", "-i", "app.tar")
            #expect(try await work.inspect(".[0].Id") == id)
        }
    }

    @Test("an archive is loaded over damaged blobs of its layers without a word")
    func damagedLayers() async throws {
        try await withLoadedImage { work, id in
            try await damage(
                work,
                """
                sqlite3 pith.db 'DELETE FROM names; DELETE FROM images; DELETE FROM cache; DELETE FROM snapshots'
                for blob in blobs/sha256/*; do
                    size=$(stat -c %s "$blob"); head -c "$size" /dev/zero > "$blob"
                done
                """)
            try await work.pith.succeed("load", "-i", "app.tar")
            #expect(try await work.inspect(".[0].Id") == id)
            #expect(try await work.pith.succeed("fsck").hasSuffix("The store is whole."))
        }
    }

    @Test("a missing blob is named with the image that needs it")
    func missingBlob() async throws {
        try await withImage { work, id in
            try await damage(work, "rm blobs/sha256/\(id.dropFirst(7))")
            let outcome = try await work.pith("inspect", "app")
            #expect(outcome.status == 1 && outcome.error.contains("run 'pith fsck --repair'"), "\(outcome.error)")
            try await expectDamage(work, "blob \(id)", "is missing", "image app:latest")
            // A build that has the image in hand needs no repair.
            try await work.build()
            #expect(try await work.inspect(".[0].Id") == id)
            #expect(try await work.pith.succeed("fsck").hasSuffix("The store is whole."))
        }
    }

    @Test("a layer whose files are lost is made anew by the next build, and is an error for who only needs it")
    func missingSnapshot() async throws {
        try await withImage { work, id in
            try await damage(work, "rm -r snapshots/1")
            let outcome = try await work.pith("save", "-o", "app.tar", "app")
            #expect(outcome.status == 1)
            #expect(outcome.error.contains("files of snapshot 1 are missing"), "\(outcome.error)")
            #expect(!work.exists("app.tar"))
            try await expectDamage(work, "snapshot 1", "its directory is missing", "image app:latest", "COPY one /one")
            try await work.build()
            #expect(try await work.inspect(".[0].Id") == id)
            try await work.pith.succeed("save", "-o", "app.tar", "app")
            // What is left of the old layers nobody needs any more.
            _ = try await repair(work)
            #expect(try await work.inspect(".[0].Id") == id)
        }
    }

    @Test("a file that has changed in a layer is found, and what stands on it is built anew")
    func changedFile() async throws {
        try await withImage { work, id in
            try await damage(work, "echo 3 > snapshots/2/two")
            try await expectDamage(work, "snapshot 2", "its files have changed", "image app:latest", "COPY two /two")
            #expect(try await repair(work).contains("removed app:latest"))
            try await work.build()
            #expect(try await work.inspect(".[0].Id") == id)
        }
    }

    @Test("a file that has changed in a layer that came from elsewhere is found")
    func changedLoadedFile() async throws {
        try await withLoadedImage { work, id in
            try await damage(
                work, "cd snapshots/2 && touch -r two ../../time && echo 3 > two && touch -r ../../time two")
            try await expectDamage(work, "snapshot 2", "its files have changed", "image app:latest")
            #expect(try await repair(work).contains("removed app:latest"))
            try await work.pith.succeed("load", "-i", "app.tar")
            #expect(try await work.inspect(".[0].Id") == id)
        }
    }

    @Test("what dead processes left is told, and is no damage")
    func leftovers() async throws {
        try await withImage { work, _ in
            try await damage(work, "mkdir snapshots/77; touch partial/\(String(repeating: "0", count: 64))")
            let text = try await work.pith.succeed("fsck")
            #expect(
                text.contains("Left by dead processes, for the next prune: 1 snapshot directories, 1 partial blobs"))
            try await work.pith.succeed("prune", "-f")
            #expect(!(try await work.pith.succeed("fsck").contains("Left by dead")))
        }
    }

    /// Brings all of the database into one file.
    private static let wholeDatabase = "sqlite3 pith.db 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null; rm -f pith.db-*"

    static let damagedDatabases = [
        // Not a database, cut short in the middle, empty, gone.
        "head -c 8192 /dev/urandom > pith.db", "truncate -s 20000 pith.db", ": > pith.db", "rm pith.db",
    ]

    @Test("a damaged database is an error that says what helps, and is made anew", arguments: damagedDatabases)
    func database(script: String) async throws {
        try await withImage { work, id in
            try await damage(work, "\(Self.wholeDatabase); \(script)")
            let commands = [
                ["images"], ["build", "-t", "app", "context"], ["tag", "app", "b"], ["prune", "-f"], ["df"],
            ]
            for command in commands {
                let outcome = try await work.pith.command(command).run()
                #expect(outcome.status == 1, "\(command): \(outcome.output)")
                #expect(outcome.error.contains("the store's database is damaged"), "\(command): \(outcome.error)")
                #expect(outcome.error.contains("help: run 'pith fsck --repair'"), "\(command): \(outcome.error)")
            }
            try await expectDamage(work, "database")
            #expect(try await repair(work).contains("pith.db.damaged-1"))
            try await work.build()
            #expect(try await work.inspect(".[0].Id") == id)
        }
    }

    static let readableDatabases = [
        ("sqlite3 pith.db 'DROP INDEX names_by_image'", "its tables are not those of its format"),
        ("sqlite3 pith.db 'DROP TABLE cache'", "its tables are not those of its format"),
        // The last of its pages is gone.
        ("truncate -s -4096 pith.db", "malformed"),
    ]

    @Test("images whose records can be read outlive a damaged database", arguments: readableDatabases)
    func salvage(script: String, problem: String) async throws {
        try await withImage { work, id in
            try await damage(work, "\(Self.wholeDatabase); \(script)")
            try await expectDamage(work, "database", problem)
            _ = try await repair(work)
            #expect(try await work.inspect(".[0].Id") == id)
            try await work.pith.succeed("save", "-o", "app.tar", "app")
        }
    }

    @Test("a store of a later version is refused, not repaired")
    func laterVersion() async throws {
        try await withImage { work, _ in
            try await damage(work, "sqlite3 pith.db 'PRAGMA user_version = 1000'")
            let outcome = try await work.pith("fsck", "--repair")
            #expect(outcome.status == 1 && outcome.error.contains("another version of pith"), "\(outcome.error)")
            #expect(!work.exists("root/pith.db.damaged-1"))
        }
    }

    @Test("'--format json' says the same to programs")
    func json() async throws {
        try await withImage { work, id in
            try await damage(work, "rm blobs/sha256/\(id.dropFirst(7)); touch cachemounts/x")
            let text = try await work.pith("fsck", "--format", "json").output
            let damages = try await jq(".damages[] | [.kind, .id, .outcome, .images[]]", text)
            let expected = """
                ["blob","\(id)","found","app:latest"]
                ["image","\(id)","found","app:latest"]
                ["cache mount","x","found"]
                """
            #expect(damages == expected)
            #expect(try await jq("[.clean, .complete, .checked.snapshots]", text) == "[false,true,2]")
        }
    }

    @Test("what a running step uses is not dropped")
    func inUse() async throws {
        let sleep = "9988790"
        try await Workspace.building("FROM base\nRUN echo a > /a\nRUN sleep \(sleep)\n") { work in
            let build = try work.pith.command(["build", "-t", "app", "context"])
            _ = try await build.run(sending: .terminate) {
                guard try await shell("pgrep -cxf \"sleep $1\" || true", sleep) == "1" else { return false }
                let change = "sqlite3 pith.db 'UPDATE snapshots SET chain_id = randomblob(32)'"
                try await shell(change, in: work.pith.root)
                let outcome = try await work.pith("fsck", "--repair")
                #expect(outcome.status == 1)
                #expect(outcome.output.contains("refused: a running process uses it"), "\(outcome.output)")
                return true
            }
            #expect(try await repair(work).contains("dropped"))
        }
    }
}
