import Testing

/// The Dockerfile as people write it; what each form means exactly is compared with Docker in Tests/Judge.
@Suite(.serialized) struct LanguageTests {
    @Test("comments, continuations, lower case and blank lines are read as they are meant")
    func layout() async throws {
        let dockerfile = """
            # syntax=docker/dockerfile:1
            # a comment
            from base as Final

              RUN echo one && \\
                # between
                echo two > /two
            LABEL text="not # a comment"
            """
        try await Workspace.building(dockerfile) { work in
            try await work.build()
            #expect(try await work.inside("cat /two") == "two")
            #expect(try await work.inspect(".[0].Config.Labels.text") == "not # a comment")
        }
    }

    @Test("variables are expanded with their defaults, quotes and escapes")
    func expansion() async throws {
        let dockerfile = #"""
            FROM base
            ARG GIVEN=default
            ENV A=one B="two words" C='$A'
            ENV D=${A}x E=${NONE:-fallback} F=${A:+set} G=\$A H=$GIVEN A=late
            """#
        try await Workspace.building(dockerfile) { work in
            try await work.build("--build-arg", "GIVEN=given")
            let variables = try await work.inspect(
                "[.[0].Config.Env[] | select(startswith(\"PATH\") | not)] | join(\"|\")")
            #expect(variables == "A=late|B=two words|C=$A|D=onex|E=fallback|F=set|G=$A|H=given")
        }
    }

    @Test("an argument reaches RUN from its line on, and only in its own stage")
    func argumentScope() async throws {
        let dockerfile = """
            FROM base AS one
            RUN echo "before=$WORD" > /out
            ARG WORD=inner
            RUN echo "after=$WORD" >> /out
            FROM base
            COPY --from=one /out /out
            RUN echo "other=$WORD" >> /out
            """
        try await Workspace.building(dockerfile) { work in
            try await work.build()
            #expect(try await work.inside("cat /out") == "before=\nafter=inner\nother=")
        }
    }

    @Test("a global argument names the base of a stage, and '--build-arg' changes it")
    func globalArgument() async throws {
        let dockerfile = """
            FROM base AS left
            RUN echo left > /side
            FROM base AS right
            RUN echo right > /side
            FROM ${SIDE}
            """
        try await Workspace.with(["Dockerfile": "ARG SIDE=left\n" + Workspace.base + dockerfile]) { work in
            try await work.build()
            #expect(try await work.inside("cat /side") == "left")
            try await work.build("--build-arg", "SIDE=right")
            #expect(try await work.inside("cat /side") == "right")
        }
    }

    @Test("an ignore file hides files from COPY, and its exceptions bring them back")
    func ignoreFile() async throws {
        let files = [
            ".dockerignore": "*.log\n!keep.log\nhidden\n**/deep\n", "a.log": "", "keep.log": "", "hidden/x": "",
            "sub/deep/x": "", "sub/b.log": "", "shown": "",
        ]
        try await Workspace.building("FROM base\nCOPY . /all\n", files) { work in
            try await work.build()
            let found = try await work.inside("cd /all && find . -type f | sort")
            #expect(found == "./.dockerignore\n./Dockerfile\n./busybox\n./keep.log\n./shown\n./sub/b.log")
        }
    }

    @Test("a Dockerfile can lie anywhere, and come from standard input")
    func dockerfilePlace() async throws {
        try await Workspace.building("FROM base\nCOPY word /word\n", ["word": "context"]) { work in
            try await shell("mv context/Dockerfile elsewhere", in: work.directory)
            try await work.build("-f", "elsewhere")
            #expect(try await work.inside("cat /word") == "context")
            let dockerfile = try await shell("cat elsewhere", in: work.directory)
            try await work.pith.succeed("build", "-t", "piped", "-f", "-", "context", input: dockerfile)
            #expect(try await work.pith.succeed("run", "--rm", "piped", "/bin/cat", "/word") == "context")
        }
    }
}
