import Testing

/// What a build says at its end.
@Suite(.serialized) struct BuildSummaryTests {
    private let dockerfile = "FROM base\nARG SIZE\nRUN head -c $SIZE /dev/zero > /zeros\n"

    private func lines(_ outcome: Outcome) -> [Substring] { outcome.error.split(separator: "\n") }

    /// The last line of a build of a file of that size.
    private func last(_ work: Workspace, size: Int) async throws -> Substring? {
        try work.write(String(repeating: "x", count: size), to: "context/file")
        return lines(try await work.build()).last
    }

    @Test("it says the image's size, and how that changed for the name")
    func size() async throws {
        try await Workspace.with(["Dockerfile": "FROM scratch\nCOPY file /file\n"]) { work in
            var said = [Substring?]()
            for size in [500_000, 500_000, 600_000, 150_000] { said.append(try await last(work, size: size)) }
            let expected = [
                "app:latest is 500kB", "app:latest is 500kB, unchanged",
                "app:latest is 600kB, 100kB (20.0%) more than before",
                "app:latest is 150kB, 450kB (75.0%) less than before",
            ]
            #expect(said.map { $0.map(String.init) } == expected)
        }
    }

    @Test("it says the one thing that would save most, also where nothing had to be built again")
    func advice() async throws {
        let dockerfile = dockerfile + "RUN rm /zeros\n"
        try await Workspace.building(dockerfile) { work in
            for _ in 1...2 {
                let lines = lines(try await work.build("--build-arg", "SIZE=3000000"))
                #expect(lines.last?.hasPrefix("To save up to ") == true && lines.last?.contains("/zeros") == true)
                #expect(lines.dropLast().last?.hasPrefix("app:latest is ") == true)
            }
        }
    }

    @Test("it is silent where nobody reads it")
    func quiet() async throws {
        try await Workspace.building(dockerfile) { work in
            for options in [["-q"], ["--progress", "quiet"], ["--progress", "rawjson"]] {
                let arguments = ["build", "--build-arg", "SIZE=1"] + options + ["context"]
                let outcome = try await work.pith.command(arguments).succeed()
                #expect(!outcome.error.contains(" is ") && !outcome.output.contains(" is "))
            }
        }
    }

    @Test("a static program on a base that it does not need is told to stand alone")
    func scratch() async throws {
        let dockerfile = "FROM scratch\nCOPY zeros /\nCOPY busybox /busybox\nENTRYPOINT [\"/busybox\"]\n"
        try await Workspace.with(["Dockerfile": dockerfile]) { work in
            try await shell("head -c 3000000 /dev/zero > context/zeros", in: work.directory)
            #expect(lines(try await work.build()).last?.contains("/busybox is linked statically") == true)
        }
    }
}
