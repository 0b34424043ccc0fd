import Testing

/// `pith check` and what `build --call` does in place of building.
@Suite(.serialized) struct CheckTests {
    private let dockerfile = """
        # base is what all stands on
        FROM scratch AS base
        ARG VERSION=1
        FROM base as App
        COPY $file /
        CMD run
        USER 1

        """

    @Test("findings are shown with their lines, and the status is 1")
    func findings() async throws {
        try await Workspace.with(["Dockerfile": dockerfile]) { work in
            let outcome = try await work.pith("check", "context")
            #expect(outcome.status == 1)
            #expect(outcome.error == "")
            for line in [
                "context/Dockerfile:4:14: warning: Stage name 'App' should be lowercase [StageNameCasing]",
                "context/Dockerfile:5:1: warning: Usage of undefined variable '$file' [UndefinedVar]",
                "CMD in shell form can't start: there is no /bin/sh in 'scratch' [ShellFormWithoutShell]",
                "Check complete, 5 warnings have been found!",
            ] {
                #expect(outcome.output.contains(line), "\(outcome.output)")
            }
        }
    }

    @Test("a file without findings ends with 0")
    func clean() async throws {
        try await Workspace.with(["Dockerfile": "FROM scratch\nCOPY a /a\nUSER 1\nCMD [\"/a\"]\n"]) { work in
            let text = try await work.pith.succeed("check", "context")
            #expect(text == "Check complete, no warnings found.")
            #expect(try await work.pith.succeed("check", "--format", "json", "context") == "[\n\n]")
            #expect(try await work.pith.succeed("build", "--check", "context") == "Check complete, no warnings found.")
            #expect(!work.exists("root"), "checking makes no store")
        }
    }

    @Test("several files are checked in one go, each with the ignore file beside it; mistakes are among the findings")
    func several() async throws {
        let files = [
            "one/Dockerfile": "FROM scratch\nCOPY a.md /\nUSER 1\n", "one/.dockerignore": "*.md\n",
            "two.Dockerfile": "FROM scratch\nRUNN x\n", "three": "FROM scratch\nCOPY --from=none a /\nUSER 1\n",
        ]
        try await Workspace.with(files) { work in
            let paths = ["context/one", "context/two.Dockerfile", "context/three"]
            let command = try work.pith.command(["check", "--format", "json"] + paths)
            let outcome = try await command.run()
            #expect(outcome.status == 1)
            let list = try await jq(
                "[.[] | \"\\(.rule) \\(.file):\\(.line):\\(.column)\"] | join(\" \")", outcome.output)
            #expect(
                list == "CopyIgnoredFile context/one/Dockerfile:2:1 "
                    + "unknown-instruction context/two.Dockerfile:2:1")
        }
    }

    @Test("'-f -' reads standard input; arguments, targets and the platform are docker's")
    func options() async throws {
        try await Workspace.with(["Dockerfile": dockerfile]) { work in
            let text = "ARG BASE\nFROM $BASE\nUSER 1\nFROM scratch AS late\nMAINTAINER me\n"
            let outcome = try await work.pith(
                "check", "-f", "-", "--build-arg", "BASE=debian:13", "--format", "github", "context", input: text)
            #expect(
                outcome.output.split(separator: "\n").count == 3, "\(outcome.output)")
            #expect(outcome.output.hasPrefix("::warning file=-,line=2,endLine=2,col=6,title=InvalidDefaultArgInFrom::"))
            let target = try await work.pith("check", "--target", "none", "context")
            #expect(target.status == 1)
            #expect(target.output.contains("target stage 'none' is not in"))
            #expect(try await work.pith("check", "--platform", "/", "context").status == 64)
            #expect(try await work.pith("check", "nowhere").status == 1)
        }
    }

    @Test("a build lists BuildKit's findings at its end, and not Pith's own")
    func build() async throws {
        try await Workspace.building("ENV k=v\n# check=skip=StageNameCasing\nFROM base AS Next\nMAINTAINER me\n") {
            work in
            let outcome = try await work.build()
            #expect(
                outcome.error.hasSuffix(
                    "\n 1 warning found (use 'pith check' to expand):\n"
                        + " - MaintainerDeprecated: Maintainer instruction is deprecated in favor of using label (line 7)\n"
                ), "\(outcome.error)")
            #expect(try await !work.build("-q").error.contains("warning"))
            #expect(try await work.build("--build-arg", "BUILDKIT_DOCKERFILE_CHECK=skip=all").error.contains("DONE"))
            let failure = try await work.attempt("--build-arg", "BUILDKIT_DOCKERFILE_CHECK=error=true")
            #expect(failure.status == 1)
            #expect(failure.error.contains("Dockerfile:7:1: error: Maintainer instruction is deprecated"))
        }
    }

    @Test("'--call' prints what a target takes and the stages, as buildx does")
    func calls() async throws {
        try await Workspace.with(["Dockerfile": dockerfile]) { work in
            #expect(
                try await work.pith.succeed("build", "--call=targets", "context")
                    == "TARGET        DESCRIPTION\nbase          is what all stands on\napp (default) ")
            #expect(
                try await work.pith.succeed("build", "--call", "outline", "--build-arg", "VERSION=2", "context")
                    == "TARGET: app\n\nBUILD ARG   VALUE   DESCRIPTION\nVERSION     2       \n")
            let json = try await work.pith.succeed("build", "--call=outline,format=json", "context")
            #expect(try await jq(".args[0].location.ranges[0].start.line", json) == "3")
            let targets = try await work.pith.succeed("build", "--call=targets,format=json", "context")
            #expect(try await jq("[.targets[] | .name, .base, .default] | tostring", targets).contains("true"))
            let check = try await work.pith("build", "--call=check,format=json", "context")
            #expect(check.status == 1)
            let names = try await jq("[.warnings[].ruleName] | unique | join(\" \")", check.output)
            #expect(names == "FromAsCasing JSONArgsRecommended StageNameCasing UndefinedVar")
            #expect(try await work.pith("build", "--call=outlien", "context").status == 64)
        }
    }

    @Test("a thousand ordinary files are checked by one process")
    func thousand() async throws {
        let text = """
            # syntax=docker/dockerfile:1
            ARG VERSION=1.24
            FROM golang:${VERSION} AS build
            WORKDIR /src
            COPY go.mod go.sum ./
            RUN --mount=type=cache,target=/root/.cache go mod download
            COPY . .
            ARG COMMIT=unknown
            ENV CGO_ENABLED=0 GOFLAGS="-trimpath -mod=readonly"
            RUN go vet ./... && \\
                go build -ldflags "-s -w -X main.commit=${COMMIT}" -o /out/app ./cmd/app
            FROM debian:13-slim
            RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && \\
                rm -rf /var/lib/apt/lists/*
            COPY --from=build /out/app /usr/local/bin/app
            EXPOSE 8080/tcp
            HEALTHCHECK CMD ["/usr/local/bin/app", "health"]
            LABEL org.opencontainers.image.title="app"
            ENTRYPOINT ["/usr/local/bin/app"]

            """
        let files = Dictionary(uniqueKeysWithValues: (0..<1000).map { ("services/\($0)/Dockerfile", text) })
        try await Workspace.with(files) { work in
            let paths = (0..<1000).map { "context/services/\($0)" }
            let command = try work.pith.command(["check", "--format", "json"] + paths)
            let outcome = try await command.run()
            #expect(outcome.status == 1)
            #expect(Set(outcome.output.matches(of: /services\/(\d+)\/Dockerfile/).map(\.1)).count == 1000)
        }
    }
}
