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
}
