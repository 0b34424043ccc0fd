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
}
