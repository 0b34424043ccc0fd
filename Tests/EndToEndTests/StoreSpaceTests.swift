import Testing

@Suite(.serialized) struct StoreSpaceTests {
    @Test("'df' has a row for package files; 'prune' leaves those that are of use, 'prune -a' deletes them")
    func packageFiles() async throws {
        try await Workspace.with { work in
            try await work.pith.succeed("df")
            try work.write(String(repeating: "x", count: 20_000), to: "root/packages/file")
            let row = try await work.pith.succeed("df").split(separator: "\n").first { $0.hasPrefix("Package Cache") }
            #expect(row?.split(separator: " ").dropFirst(2).first == "1")
            let usage = try await work.pith.succeed("df", "--format", "json")
            #expect(try await jq(".packageCache | .total, .active, .reclaimable", usage) == "1\n0\n20480")
            for verb in [["prune", "-f"], ["image", "prune", "-a", "-f"], ["builder", "prune", "-f"]] {
                #expect(try await work.pith.command(verb).run().status == 0)
                #expect(work.exists("root/packages/file"))
            }
            for verb in [["prune", "-a", "-f"], ["system", "prune", "-a", "-f"], ["builder", "prune", "-a", "-f"]] {
                try work.write("package", to: "root/packages/file")
                #expect(try await work.pith.command(verb).run().status == 0)
                #expect(!work.exists("root/packages/file"))
            }
        }
    }

    /// Three images of one layer each, of which a later build took the name of the first.
    private func withThreeImages(_ body: (Workspace) async throws -> Void) async throws {
        let dockerfile = "FROM scratch\nARG A\nLABEL a=$A\nCOPY large /$A\n"
        try await Workspace.with(["Dockerfile": dockerfile]) { work in
            try await shell("head -c 100000 /dev/urandom > large", in: work.context)
            for (name, number) in [("app", "1"), ("app", "2"), ("keep", "3")] {
                try await work.pith.succeed("build", "-t", name, "--build-arg", "A=\(number)", "context")
            }
            try await body(work)
        }
    }

    @Test("'image prune' deletes what filters and '-a' choose, and no more")
    func images() async throws {
        try await withThreeImages { work in
            func labels() async throws -> String {
                let ids = try await work.pith.succeed("images", "-q").split(separator: "\n").map(String.init)
                let list = try await work.pith.command(["inspect", "-f", "{{.Config.Labels.a}}"] + ids).succeed()
                return list.output.split(separator: "\n").sorted().joined(separator: " ")
            }
            for filter in ["label=a=9", "label!=a=1", "until=24h"] {
                let pruned = try await work.pith.succeed("image", "prune", "-f", "--filter", filter)
                #expect(pruned == "Total reclaimed space: 0B")
            }
            #expect(try await labels() == "1 2 3")
            #expect(try await work.pith.succeed("image", "prune", "-f").contains("Deleted: sha256:"))
            #expect(try await labels() == "2 3")
            try await work.pith.succeed("image", "prune", "-a", "-f", "--filter", "label!=a=3")
            #expect(try await labels() == "3")
            let unknown = try await work.pith("image", "prune", "-f", "--filter", "colour=red")
            #expect(unknown.status == 64 && unknown.error.contains("until"))
        }
    }

    @Test("'builder prune' keeps what was used lately, and no more than a size")
    func buildCache() async throws {
        try await withThreeImages { work in
            func count() async throws -> String {
                try await jq(".buildCache.total", work.pith.succeed("df", "--format", "json"))
            }
            try await work.pith.succeed("rmi", "app", "keep")
            try await work.pith.succeed("image", "prune", "-f")
            for option in [["--keep-duration", "1h"], ["--keep-storage", "1GB"], ["--max-used-space", "1GB"]] {
                try await work.pith.command(["builder", "prune", "-f"] + option).succeed()
                #expect(try await count() == "3")
            }
            try await work.pith.succeed("builder", "prune", "-f", "--max-used-space", "250kB")
            #expect(try await count() == "2")
            try await work.pith.succeed("builder", "prune", "-f", "--max-used-space", "0")
            #expect(try await count() == "0")
            // The question is asked of a person, and 'no' is the answer of none.
            try await work.build("--build-arg", "A=1")
            #expect(try await work.pith("prune", "-a", input: "n\n").error.contains("[y/N]"))
            #expect(try await work.pith.succeed("images", "-q") != "")
        }
    }
}
