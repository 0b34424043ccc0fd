import SystemPackage
import Testing

/// What can be done where a RUN step failed.
@Suite(.serialized) struct FailureTests {
    /// A step that leaves a file, needs its mounts, and fails.
    private static let failing = """
        FROM base
        ENV PLACE=stage
        WORKDIR /work
        RUN chown ada /work
        USER ada
        RUN --mount=type=secret,id=word,env=WORD,uid=7 --mount=type=cache,target=/cache,uid=7 --mount=type=tmpfs,target=/t \\
            echo made > made && echo kept > /cache/kept && exit 7

        """
    private static let base = """
        RUN mkdir -p /etc && echo root:x:0:0::/root:/bin/sh > /etc/passwd && echo ada:x:7:7::/:/bin/sh >> /etc/passwd
        """

    private func building(_ dockerfile: String, _ body: (Workspace) async throws -> Void) async throws {
        try await Workspace.building("\(Self.base)\n\(dockerfile)") { try await body($0) }
    }

    @Test(
        "--on-error runs a command with the step's files, mounts, environment, directory and user, and hides its secrets"
    )
    func command() async throws {
        try await building(Self.failing) { work in
            try work.write("swordfish", to: "secret.txt")
            let command =
                "echo at $(pwd) as $(id -un) in $PLACE: $(cat made /cache/kept) $WORD $(cat /run/secrets/word)"
            for progress in ["plain", "quiet", "rawjson"] {
                let outcome = try await work.attempt(
                    "--no-cache", "--secret", "id=word,src=secret.txt", "--progress", progress, "--on-error", command)
                #expect(outcome.status == 1)
                #expect(outcome.output == "")
                #expect(outcome.error.contains("RUN exited with status 7"))
                let said =
                    progress == "rawjson"
                    ? try await shell(
                        "grep '^{' <<<\"$1\" | jq -r '.logs[]?.data | @base64d'", outcome.error) : outcome.error
                #expect(said.contains("at /work as ada in stage: made kept *****"))
                #expect(!outcome.error.contains("swordfish"))
            }
        }
    }

    @Test("--on-error shell gives the terminal to a shell in the failed step, after the others have ended")
    func interactive() async throws {
        let dockerfile = """
            FROM base AS slow
            RUN echo begun > /dev/null; sleep 600
            FROM base AS failing
            RUN --mount=type=cache,target=/cache echo made > /made && exit 7
            FROM base
            COPY --from=slow /a /
            COPY --from=failing /made /
            """
        try await building(dockerfile) { work in
            let build = try work.pith.command(["build", "--on-error", "shell", "context"])
            // The shell is asked something once its prompt is there; what it answers is not in what is asked.
            let script = """
                mkfifo in
                script -qefc "$*" log < in > /dev/null & build=$!
                exec 3> in
                until grep -q '# ' log; do kill -0 $build; sleep 0.05; done
                echo 'echo "<$(cat /made)> <$(ls -d /cache)> <$(tty)>"; exit 3' >&3
                status=0; wait $build || status=$?
                echo $status
                """
            let command = Command(
                arguments: ["bash", "-eu", "-c", script, "bash"] + build.arguments,
                environment: build.environment.merging(["TERM": "xterm"]) { $1 }, directory: build.directory)
            #expect(try await command.succeed().text == "1")
            let log = try await shell("cat log", in: work.directory)
            #expect(log.contains("<made> </cache> </dev/pts/0>"))
            #expect(log.contains("A shell in the step's root file system follows."))
            // Nothing is drawn while the shell has the terminal.
            let session = log.split(separator: "follows.", maxSplits: 1)[1].prefix { $0 != ">" }
            #expect(!session.contains("Building"))
            #expect(log.contains("CANCELED [slow 2/2]"))
            #expect(log.ranges(of: "RUN exited with status 7").count >= 2)
        }
    }

    @Test("--on-error shell without a terminal, and a root without a shell, are clear errors")
    func noShell() async throws {
        try await building("FROM scratch\nCOPY busybox /busybox\nRUN [\"/busybox\", \"false\"]\n") { work in
            let refused = try await work.attempt("--on-error", "shell")
            #expect(refused.status == 64 && refused.error.contains("there is no terminal"))
            let outcome = try await work.attempt("--on-error", "true")
            #expect(outcome.status == 1)
            #expect(outcome.error.contains("there is no '/bin/sh' in the root file system of the step"))
            #expect(outcome.error.contains("RUN exited with status 1: /busybox false"))
            #expect(try await work.pith("run", "--failed").status == 127)
            #expect(try await work.pith.succeed("run", "--failed", "/busybox", "echo", "here") == "here")
        }
    }

    @Test("the failed root is kept until the next build: 'run --failed' is in it as the step was, but for its secrets")
    func kept() async throws {
        try await building(Self.failing) { work in
            try work.write("swordfish", to: "secret.txt")
            let outcome = try await work.attempt("--secret", "id=word,src=secret.txt")
            #expect(outcome.error.contains("help: look into its root file system with 'pith run --failed'"))
            let script = "echo $PLACE $(pwd) $(id -un) $(cat made /cache/kept) $(stat -f -c %T /t) $WORD; echo x > new"
            for _ in 0..<2 {
                let said = try await work.pith.succeed("run", "--failed", "sh", "-c", "ls; \(script)")
                #expect(said == "made\nstage /work ada made kept tmpfs")
            }
            // Without a command it is the stage's shell.
            #expect(try await work.pith.succeed("run", "--failed", input: "id -u\n") == "7")
            #expect(try await work.pith("run", "--failed", input: "exit 4\n").status == 4)
            #expect(
                try await work.pith.succeed(
                    "run", "-u", "0", "-w", "/", "-e", "A=b", "--failed", "sh", "-c", "echo $A$(id -u)$(pwd)") == "b0/")
            #expect(try await shell("grep -r -l swordfish \"$1\" || true", work.pith.root.string) == "")
            try work.write(Workspace.base, to: "context/Dockerfile")
            try await work.build()
            let none = try await work.pith("run", "--failed", "true")
            #expect(none.status == 125)
            #expect(none.error.contains("there is no failed step"))
            #expect(try await shell("ls \"$1/failed\"", work.pith.root.string) == "")
            #expect(try await leftFiles(of: work) == "")
        }
    }

    @Test("'df' counts the failed root, and 'prune' deletes it")
    func prune() async throws {
        try await building("FROM base\nRUN dd if=/dev/zero of=/file bs=1M count=4 2> /dev/null && exit 1\n") { work in
            #expect(try await work.attempt().status == 1)
            try await shell("sync \"$1\"", work.pith.root.string)
            let usage = try await work.pith.succeed("df", "--format", "json")
            #expect(
                try await jq(".failedSteps | .total == 1 and .active == 0 and .reclaimable >= 4194304", usage) == "true"
            )
            let size = try await shell("du -s -B 1 \"$1/failed\" | cut -f 1", work.pith.root.string)
            #expect(try await jq(".failedSteps.size", usage) == size)
            try await work.pith.succeed("prune", "-f")
            #expect(try await work.pith("run", "--failed", "true").status == 125)
            #expect(try await jq(".failedSteps.total", work.pith.succeed("df", "--format", "json")) == "0")
        }
    }

    @Test("a root whose base was pruned says so, and one that somebody looks into stays")
    func uses() async throws {
        try await building("FROM base\nRUN echo made > /made; exit 1\n") { work in
            #expect(try await work.attempt().status == 1)
            try await shell("mkdir out", in: work.directory)
            let wait = "echo > /out/ready; until [ -e /out/go ]; do sleep 0.05; done; cat /made"
            let looking = try work.pith.command(
                ["run", "-v", "\(work.path("out")):/out", "--failed", "sh", "-c", wait])
            async let seen = looking.run()
            #expect(try await eventually { work.exists("out/ready") })
            try await work.pith.succeed("prune", "-f")
            try await shell("touch out/go", in: work.directory)
            #expect(try await seen.output == "made\n")
            try await work.pith.succeed("builder", "prune", "-f", "--filter", "type=regular")
            let gone = try await work.pith("run", "--failed", "true")
            #expect(gone.status == 125)
            #expect(gone.error.contains("what it stands on was pruned"))
        }
    }

    @Test("options that need an image are refused with --failed, and 'run' without either is too")
    func options() async throws {
        try await Workspace.with { work in
            for option in [["--entrypoint", "/a"], ["--platform", "linux/amd64"], ["--pull", "always"]] {
                let outcome = try await work.pith.command(["run", "--failed"] + option + ["true"]).run()
                #expect(outcome.status == 125 && outcome.error.contains("can't be used with '--failed'"))
            }
            let outcome = try await work.pith("run")
            #expect(outcome.status == 125 && outcome.error.contains("no image is named"))
        }
    }
}
