import Testing

@Suite(.serialized) struct BuildOptionTests {
    @Test("'-q' prints the image's ID alone, and '--iidfile' writes it")
    func id() async throws {
        try await Workspace.building("FROM base\n") { work in
            let outcome = try await work.pith("build", "-q", "--iidfile", "id", "-t", "app", "context")
            #expect(outcome.status == 0)
            #expect(outcome.error == "")
            #expect(outcome.text.wholeMatch(of: /sha256:[0-9a-f]{64}/) != nil)
            #expect(try await shell("cat id", in: work.directory) == outcome.text)
            #expect(try await work.inspect(".[0].Id") == outcome.text)
        }
    }

    @Test("standard output stays empty where no result goes there")
    func standardOutput() async throws {
        try await Workspace.building("FROM base\nRUN echo noise\n") { work in
            let outcome = try await work.build()
            #expect(outcome.output == "")
            #expect(outcome.error.contains("noise"))
        }
    }

    @Test("plain progress names each step, what it writes, and whether the cache had it")
    func plainProgress() async throws {
        try await Workspace.building("FROM base AS last\nRUN echo said\n") { work in
            let first = try await work.build().error
            #expect(first.contains("RUN echo said\n"))
            #expect(first.contains(/#\d+ \d+\.\d+ said\n/))
            #expect(first.contains(" DONE "))
            let second = try await work.build().error
            #expect(second.contains(" CACHED\n"))
            #expect(!second.contains(/#\d+ \d+\.\d+ said\n/))
        }
    }

    @Test("several '-t' name one image")
    func names() async throws {
        try await Workspace.building("FROM base\n") { work in
            try await work.build("-t", "other:1", "-t", "registry.example:5000/group/app:v2")
            let names = try await work.inspect(".[0].RepoTags | sort | join(\" \")")
            #expect(names == "app:latest other:1 registry.example:5000/group/app:v2")
        }
    }

    @Test(
        "an output that can't be written, an invalid name and an unknown output type are refused before any step runs")
    func refusals() async throws {
        let counter = try ConnectionCounter()
        try await Workspace.building("FROM base\nRUN \(counter.connect)\n") { work in
            let options = [("-o", "type=tarball", 64), ("-t", "Not A Name", 64), ("--target", "missing", 1)]
            for (option, value, status) in options {
                let outcome = try await work.attempt(option, value)
                #expect(Int(outcome.status) == status)
            }
            #expect(counter.count() == 0)
        }
    }

    /// Independent stages, each of which says when it began and when it ended, in hundredths of a second.
    private static let stages =
        (1...4).map { number in
            """
            FROM base AS stage\(number)
            RUN cut -d' ' -f1 /proc/uptime >/time\(number); sleep 0.3; cut -d' ' -f1 /proc/uptime >>/time\(number)

            """
        }.joined() + "FROM base\n" + (1...4).map { "COPY --from=stage\($0) /time\($0) /times/\n" }.joined()

    /// The most steps that ran at the same time.
    private func overlap(_ work: Workspace) async throws -> Int {
        let times = try await work.inside("for i in 1 2 3 4; do xargs </times/time$i; done").split(separator: "\n")
            .map { line in line.split(separator: " ").compactMap { Double($0) } }
        return times.map { time in times.count { $0[0] <= time[0] && time[0] < $0[1] } }.max() ?? 0
    }

    @Test("'--jobs' says how many steps run at the same time, 0 being all that can")
    func jobs() async throws {
        try await Workspace.building(Self.stages) { work in
            try await work.build("--jobs", "1")
            #expect(try await overlap(work) == 1)
            try await work.build("--jobs", "2", "--no-cache")
            #expect(try await overlap(work) <= 2)
            try await work.build("--jobs=0", "--no-cache")
            #expect(try await overlap(work) > 1)
            for text in ["-1", "many", "1.5"] {
                let outcome = try await work.attempt("--jobs=\(text)")
                #expect(outcome.status == 64 && outcome.error.contains("--jobs '\(text)' is not a number of steps"))
            }
        }
    }

    @Test("with '--jobs 1' a build that fails or is interrupted ends, whatever waits")
    func failureWithOneJob() async throws {
        let stages = (1...3).map { "FROM base AS s\($0)\nRUN sleep 0.1; exit \($0)\n" }.joined()
        let last = "FROM base\n" + (1...3).map { "COPY --from=s\($0) /bin/sh /s\($0)\n" }.joined()
        try await Workspace.building(stages + last) { work in
            let outcome = try await work.attempt("--jobs", "1")
            #expect(outcome.status == 1 && outcome.error.contains("exited with status"))
            #expect(try await leftProcesses(of: work) == "")
        }
    }

    @Test("'--ignorefile' takes the place of the context's own ignore files")
    func ignoreFile() async throws {
        let files = [
            ".dockerignore": "a\n", "Dockerfile.dockerignore": "a\nb\n", "a": "", "b": "", "c": "",
            "Dockerfile": "FROM scratch\nCOPY [abc] /\n",
        ]
        try await Workspace.with(files) { work in
            func taken(_ options: String...) async throws -> String {
                try await work.pith.command(["build"] + options + ["-o", "type=tar,dest=out.tar", "context"]).succeed()
                return try await shell("tar -tf out.tar | sort | xargs", in: work.directory)
            }
            #expect(try await taken() == "c")
            try work.write("c\n!a\n", to: "ignored")
            #expect(try await taken("--ignorefile", "ignored") == "a b")
            #expect(try await taken("--ignorefile", "/dev/null") == "a b c")
            for (file, status, message) in [
                ("missing", Int32(1), "'missing' can't be read: No such file"),
                ("context", 64, "'context' can't be read"),
            ] {
                let outcome = try await work.attempt("--ignorefile", file)
                #expect(outcome.status == status && outcome.error.contains(message))
            }
        }
    }

    @Test("flags may be spelled as the recipes of docker and buildah have them")
    func spellings() async throws {
        try await Workspace.building("FROM base\n") { work in
            try await work.build(
                "--pull=false", "--layers", "--force-rm=true", "--rm=false", "--no-cache=false", "--load=true")
            #expect(try await work.build("--layers=true").error.contains(" CACHED\n"))
            #expect(try await work.build("--no-cache=true").error.contains(" DONE "))
        }
    }
}
