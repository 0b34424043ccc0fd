import Testing

/// RUN --mount.
@Suite(.serialized) struct MountTests {
    @Test("a mount shows the build context without ignored files, owned by root, and can't be written")
    func context() async throws {
        let dockerfile = """
            FROM base
            RUN --mount=target=/c ls /c > /names && stat -c %u:%g /c/word > /owner && ! touch /c/new
            """
        let files = ["word": "w", "hidden": "h", ".dockerignore": "hidden\n.dockerignore\n"]
        try await Workspace.building(dockerfile, files) { work in
            try await shell("chown 1:1 \"$1\" 2>/dev/null || true", work.path("context/word"))
            try await work.build()
            #expect(try await work.inside("xargs < /names") == "Dockerfile busybox word")
            #expect(try await work.inside("cat /owner") == "0:0")
            #expect(try await work.inside("ls -d /c || true") == "")
        }
    }

    @Test("what a step writes to a writable mount is gone afterwards, in the context too")
    func writable() async throws {
        let dockerfile = """
            FROM base AS files
            RUN mkdir /d && echo 1 > /d/f
            FROM base
            RUN --mount=target=/c,rw --mount=from=files,source=/d,target=/d,rw echo 2 >> /d/f && rm /c/word && cat /d/f > /seen
            RUN --mount=target=/c --mount=from=files,source=/d,target=/d cat /d/f /c/word >> /seen
            """
        try await Workspace.building(dockerfile, ["word": "w\n"]) { work in
            try await work.build()
            #expect(try await work.inside("cat /seen") == "1\n2\n1\nw")
            #expect(work.exists("context/word"))
        }
    }

    @Test("a step runs again when the files change that it mounts, and not when others do")
    func cacheKey() async throws {
        let counter = try ConnectionCounter()
        let dockerfile = "FROM base\nRUN --mount=source=src,target=/src cat /src/f > /f; \(counter.connect)\n"
        try await Workspace.building(dockerfile, ["src/f": "1\n", "other": "1"]) { work in
            try await work.build()
            try work.write("2", to: "context/other")
            try await work.build()
            #expect(counter.count() == 1)
            try work.write("2\n", to: "context/src/f")
            try await work.build()
            #expect(counter.count() == 1)
            #expect(try await work.inside("cat /f") == "2")
        }
    }

    @Test("no link leads out of what is mounted")
    func links() async throws {
        let dockerfile = """
            FROM base AS files
            RUN ln -s /../../../etc /up && mkdir -p /etc && echo own > /etc/hostname
            FROM base
            RUN --mount=from=files,source=/up,target=/m cat /m/hostname > /seen
            """
        try await Workspace.building(dockerfile) { work in
            try await work.build()
            #expect(try await work.inside("cat /seen") == "own")
        }
    }

    @Test("a cache mount keeps its files from build to build, but not in the image")
    func cache() async throws {
        let dockerfile = """
            FROM base
            ARG N
            RUN --mount=type=cache,target=/c echo $N >> /c/list && cat /c/list > /seen
            """
        try await Workspace.building(dockerfile) { work in
            for number in 1...3 { try await work.build("--build-arg", "N=\(number)") }
            #expect(try await work.inside("xargs < /seen; ls -A /c 2>/dev/null | wc -l") == "1 2 3\n0")
            try await work.build("--build-arg", "N=4", "--no-cache")
            #expect(try await work.inside("cat /seen") == "4")
            let usage = try await work.pith.succeed("df", "-v", "--format", "json")
            #expect(try await jq(".cacheMountRecords[].name", usage) == "/c")
            try await work.pith.succeed("builder", "prune", "-f", "--filter", "type=exec.cachemount")
            let after = try await work.pith.succeed("df", "--format", "json")
            #expect(try await jq(".cacheMounts.total, (.buildCache.total > 0)", after) == "0\ntrue")
        }
    }

    @Test("a cache mount begins with the files of a stage, and of a user who may write them")
    func cacheContents() async throws {
        let dockerfile = """
            FROM base AS seed
            RUN mkdir -m 750 /seed && echo seed > /seed/f && chown -R 7:8 /seed
            FROM base
            RUN --mount=type=cache,from=seed,source=/seed,target=/c stat -c '%a %u:%g' /c > /seen && cat /c/f >> /seen
            RUN --mount=type=cache,uid=7,gid=8,mode=0700,target=/d stat -c '%a %u:%g' /d >> /seen
            """
        try await Workspace.building(dockerfile) { work in
            try await work.build()
            #expect(try await work.inside("cat /seen") == "750 7:8\nseed\n700 7:8")
        }
    }

    @Test("two builds have a locked cache mount one after the other")
    func lockedCache() async throws {
        let dockerfile = """
            FROM base
            ARG N
            RUN --mount=type=cache,target=/c,sharing=locked mkdir /c/alone && sleep 1 && rmdir /c/alone
            """
        try await Workspace.building(dockerfile) { work in
            async let one = work.attempt("--build-arg", "N=1")
            async let two = work.attempt("--build-arg", "N=2")
            let statuses = try await [one.status, two.status]
            #expect(statuses == [0, 0])
        }
    }

    @Test("private cache mounts of two steps are two directories")
    func privateCache() async throws {
        let dockerfile = """
            FROM base AS one
            RUN --mount=type=cache,target=/c,sharing=private mkdir /c/alone && sleep 1 && rmdir /c/alone
            FROM base AS two
            RUN --mount=type=cache,target=/c,sharing=private mkdir /c/alone && sleep 1 && rmdir /c/alone && touch /two
            FROM base
            RUN --mount=from=one,target=/a --mount=from=two,target=/b ls /b/two
            """
        try await Workspace.building(dockerfile) { work in
            try await work.build()
            let usage = try await work.pith.succeed("df", "--format", "json")
            #expect(try await jq(".cacheMounts.total", usage) == "2")
        }
    }

    @Test("a cache mount can be a directory of the machine")
    func cacheDirectory() async throws {
        let dockerfile = "FROM base\nRUN --mount=type=cache,id=it,target=/c cat /c/in > /seen && echo out > /c/out\n"
        try await Workspace.building(dockerfile) { work in
            try work.write("in\n", to: "kept/in")
            try await work.build("--cache-mount", "id=it,source=kept")
            #expect(try await work.inside("cat /seen") == "in")
            #expect(try await shell("cat \"$1\"", work.path("kept/out")) == "out")
        }
    }

    @Test("what can't be mounted is an error at the mount")
    func missing() async throws {
        try await Workspace.building("FROM base\nRUN --mount=source=none,target=/x true\n") { work in
            let outcome = try await work.attempt()
            #expect(outcome.status == 1)
            #expect(outcome.error.contains("Dockerfile:5:13: error: '/none' can't be mounted"))
        }
    }
}
