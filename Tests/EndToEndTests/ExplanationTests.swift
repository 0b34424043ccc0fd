import Testing

/// `--explain-cache`: why a step ran.
@Suite(.serialized) struct ExplanationTests {
    private static let dockerfile = """
        FROM base
        ARG WORD=one
        COPY source /source
        RUN echo $WORD > /word
        RUN true

        """

    /// What the explanation says of the steps whose names have these words in them.
    private func explain(_ work: Workspace, _ options: String...) async throws -> [String] {
        let command = try work.pith.command(
            ["build", "-t", "app", "--progress", "quiet", "--explain-cache"] + options + ["context"])
        let lines = try await command.succeed().error.split(separator: "\n").map(String.init)
        return lines.filter { $0.hasPrefix("  ") }
    }

    private func expect(
        _ lines: [String], _ what: [(String, String)], _ location: SourceLocation = #_sourceLocation
    ) {
        for (name, reason) in what {
            let line = lines.first { $0.contains(name) } ?? ""
            #expect(line.hasSuffix(reason), "\(line)", sourceLocation: location)
        }
    }

    @Test("a step that ran has its reason, one that did not is cached")
    func reasons() async throws {
        try await Workspace.building(Self.dockerfile, ["source/a": "1", "source/b": "1"]) { work in
            expect(try await explain(work), [("COPY source", "ran: this was not built here before")])
            expect(
                try await explain(work), [("COPY source", "cached"), ("RUN echo", "cached"), ("RUN true", "cached")])
            try work.write("2", to: "context/source/b")
            try work.write("2", to: "context/source/c")
            expect(
                try await explain(work),
                [
                    ("COPY source", "ran: 'source/b' changed, 'source/c' added"),
                    ("RUN echo", "COPY source /source' gave another result"),
                    ("RUN true", "RUN echo $WORD > /word' gave another result"),
                ])
            expect(
                try await explain(work, "--build-arg", "WORD=two"),
                [("COPY source", "cached"), ("RUN echo", "ran: variable 'WORD' changed")])
            expect(
                try await explain(work, "--no-cache", "--build-arg", "WORD=two"),
                [("RUN true", "ran: the cache was not to be used")])
            let changed = Self.dockerfile.replacing("RUN true", with: "RUN false || true")
            try work.write(Workspace.base + changed, to: "context/Dockerfile")
            expect(
                try await explain(work, "--build-arg", "WORD=two"),
                [("RUN echo", "cached"), ("RUN false", "ran: the instruction was 'RUN true'")])
        }
    }

    @Test("a result that was pruned is said to be gone")
    func pruned() async throws {
        try await Workspace.building(Self.dockerfile, ["source": "1"]) { work in
            try await work.build()
            try await work.pith.succeed("rmi", "app")
            try await work.pith.succeed("builder", "prune", "--all", "--force")
            expect(try await explain(work), [("RUN echo", "ran: its result is not in the cache any more")])
        }
    }
}
