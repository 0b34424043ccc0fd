import Testing

@Suite(.serialized) struct CacheTests {
    /// A step whose result differs each time it runs.
    private let random = "RUN cat /proc/sys/kernel/random/uuid > /id\n"

    @Test("an unchanged step is not run again by another process")
    func unchanged() async throws {
        try await Workspace.building("FROM base\n" + random) { work in
            try await work.build()
            let first = try await work.inside("cat /id")
            try await work.build()
            #expect(try await work.inside("cat /id") == first)
        }
    }

    @Test("'--no-cache' runs all steps again")
    func noCache() async throws {
        try await Workspace.building("FROM base\n" + random) { work in
            try await work.build()
            let first = try await work.inside("cat /id")
            try await work.build("--no-cache")
            #expect(try await work.inside("cat /id") != first)
        }
    }

    @Test("a changed file runs what comes after it again, and nothing before")
    func changedFile() async throws {
        let dockerfile = "FROM base\n\(random)COPY word /word\nRUN cat /proc/sys/kernel/random/uuid > /later\n"
        try await Workspace.building(dockerfile, ["word": "one"]) { work in
            try await work.build()
            let before = try await work.inside("cat /id /later").split(separator: "\n")
            try work.write("two", to: "context/word")
            try await work.build()
            let after = try await work.inside("cat /id /later").split(separator: "\n")
            #expect(before[0] == after[0])
            #expect(before[1] != after[1])
            #expect(try await work.inside("cat /word") == "two")
        }
    }

    @Test("a file with a new time and the same content changes nothing, a new mode does")
    func metadata() async throws {
        try await Workspace.building("FROM base\nCOPY word /word\n" + random, ["word": "one"]) { work in
            try await work.build()
            let first = try await work.inside("cat /id")
            try await shell("touch word", in: work.context)
            try await work.build()
            #expect(try await work.inside("cat /id") == first)
            try await shell("chmod 700 word", in: work.context)
            try await work.build()
            #expect(try await work.inside("cat /id") != first)
        }
    }

    @Test("a file rewritten at once, of the same size, is seen to have changed")
    func racyChange() async throws {
        try await Workspace.building("FROM base\nCOPY word /word\n", ["word": "0"]) { work in
            for digit in 1...5 {
                try work.write("\(digit)", to: "context/word")
                try await work.build()
                #expect(try await work.inside("cat /word") == "\(digit)")
            }
        }
    }

    @Test("a build argument reruns only the steps after the line that declares it")
    func buildArgument() async throws {
        let dockerfile = "FROM base\n\(random)ARG WORD\nRUN cat /proc/sys/kernel/random/uuid > /later\n"
        try await Workspace.building(dockerfile) { work in
            try await work.build("--build-arg", "WORD=one")
            let before = try await work.inside("cat /id /later").split(separator: "\n")
            try await work.build("--build-arg", "WORD=two")
            let after = try await work.inside("cat /id /later").split(separator: "\n")
            #expect(before[0] == after[0])
            #expect(before[1] != after[1])
        }
    }

    @Test("a step that failed is run again, and the steps before it are not")
    func failedStep() async throws {
        let counter = try ConnectionCounter()
        let dockerfile = "FROM base\nRUN \(counter.connect)\nRUN test -e /missing\n"
        try await Workspace.building(dockerfile) { work in
            for _ in 1...2 {
                let outcome = try await work.attempt()
                #expect(outcome.status == 1)
            }
            #expect(counter.count() == 1)
        }
    }

    @Test("two builds at once run a step that both need only once")
    func concurrentBuilds() async throws {
        let counter = try ConnectionCounter()
        try await Workspace.building("FROM base\nRUN \(counter.connect) && sleep 1\n") { work in
            async let one = work.build()
            async let two = work.build()
            _ = try await (one, two)
            #expect(counter.count() == 1)
        }
    }

    @Test("a stage that two stages need runs once")
    func sharedStage() async throws {
        let counter = try ConnectionCounter()
        let dockerfile = """
            FROM base AS shared
            RUN \(counter.connect) && echo x > /x
            FROM shared AS one
            RUN echo 1 > /1
            FROM shared AS two
            RUN echo 2 > /2
            FROM scratch
            COPY --from=one /1 /
            COPY --from=two /2 /
            """
        try await Workspace.building(dockerfile) { work in
            try await work.build()
            #expect(counter.count() == 1)
        }
    }
}
