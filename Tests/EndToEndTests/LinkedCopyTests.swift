import Testing

/// A `COPY` of many files with nothing below it is made again of links to the files of the layer before, but for those that
/// have changed.
struct LinkedCopyTests {
    private static let dockerfile = "FROM scratch\nCOPY tree /tree\n"

    private static let files = """
        mkdir -p tree/a/b && for number in $(seq 300); do echo "$number" > "tree/a/b/$number"; done
        echo one > tree/same && ln tree/a/b/1 tree/linked && ln -s a/b/2 tree/soft
        find tree -exec touch -h -d '2020-01-01 00:00:00 UTC' {} + && sleep 0.1
        """

    /// Builds, and compares what comes out with the context, by GNU tar.
    private func build(_ work: Workspace, _ arguments: String...) async throws {
        try await work.pith.command(["build", "-q", "-t", "app"] + arguments + ["context"]).succeed()
        try await work.pith.command(["build", "-q", "-o", "type=tar,dest=files.tar", "context"]).succeed()
        let list = "tar --sort=name --numeric-owner --owner=0 --group=0 -c tree | tar -tv"
        let judge = """
            rm -rf files && mkdir files && tar -C files -xf files.tar && diff -r --no-dereference files/tree context/tree &&
            diff <(cd files && \(list)) <(cd context && \(list))
            """
        try await shell(judge, in: work.directory)
    }

    private func linkCount(_ work: Workspace) async throws -> String {
        try await shell("find root/snapshots -type f -path '*/tree/a/b/*' -links +1 | wc -l", in: work.directory)
    }

    @Test("files that have not changed are linked, others are copied, whatever became of them")
    func changes() async throws {
        try await Workspace.building(Self.dockerfile) { work in
            try await shell(Self.files, in: work.context)
            try await build(work)
            #expect(try await linkCount(work) == "1")
            let changes = """
                cd tree && echo changed > a/b/7 && chmod 755 a/b/8 && rm a/b/9 && mv a/b/10 a/b/11
                echo two > same && touch -d '2020-01-01 00:00:00 UTC' same && rm a/b/12 && mkdir a/b/12 && touch a/b/12/new
                rm a/b/13 && ln -s 14 a/b/13 && echo more > a/more && sleep 0.1
                """
            try await shell(changes, in: work.context)
            try await build(work)
            #expect(try await Int(linkCount(work)) ?? 0 > 580)
            #expect(try await shell("tar -xOf files.tar tree/same", in: work.directory) == "two")
            try await shell("chmod 600 tree/a/b/2?", in: work.context)
            try await build(work, "--no-cache")
        }
    }

    @Test("a file that took the place of another is not mistaken for it")
    func replaced() async throws {
        try await Workspace.building("FROM scratch\nCOPY tree other /tree/\n") { work in
            let other = "mkdir -p other/a/b && echo 99 > other/a/b/55 && touch -r tree/a/b/55 other/a/b/55 && sleep 0.1"
            try await shell(Self.files + "\n" + other, in: work.context)
            try await work.pith.command(["build", "-q", "context"]).succeed()
            try await shell("rm other/a/b/55 && touch other/x", in: work.context)
            try await work.pith.command(["build", "-q", "-o", "type=tar,dest=files.tar", "context"]).succeed()
            #expect(try await shell("tar -xOf files.tar tree/a/b/55", in: work.directory) == "55")
        }
    }

    @Test("a layer stays as it is when another was made of its files")
    func earlierLayer() async throws {
        try await Workspace.building(Self.dockerfile) { work in
            try await shell(Self.files, in: work.context)
            try await work.pith.command(["build", "-q", "-t", "before", "context"]).succeed()
            try await shell("echo changed > tree/a/b/7 && sleep 0.1", in: work.context)
            try await work.pith.command(["build", "-q", "-t", "after", "context"]).succeed()
            try await work.pith.succeed("fsck")
            try await work.pith.succeed("rmi", "before")
            try await work.pith.succeed("prune", "-f")
            try await work.pith.succeed("fsck")
            try await work.pith.succeed("save", "-o", "after.tar", "after")
        }
    }
}
