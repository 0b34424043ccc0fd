import Testing

/// Here-documents of RUN, and the triggers of ONBUILD.
@Suite(.serialized) struct HeredocTests {
    @Test("a here-document alone is given to the shell as one argument, whatever shell it is")
    func alone() async throws {
        let dockerfile = """
            FROM base
            RUN <<EOF
            set -e
            echo "$0 $#" > /one
            EOF
            SHELL ["/bin/busybox", "awk"]
            RUN <<'END'
            BEGIN { print "awk" > "/two" }
            END
            """
        try await Workspace.building(dockerfile) { work in
            try await work.build()
            #expect(try await work.inside("cat /one /two") == "/bin/sh 0\nawk")
        }
    }

    @Test("a script in a here-document is executed, from a place that leaves no trace")
    func script() async throws {
        let dockerfile = """
            FROM base
            RUN <<EOF
            #!/bin/busybox sh
            echo "$0" > /seen
            ! touch "$0"
            EOF
            """
        try await Workspace.building(dockerfile) { work in
            try await work.build("-o", "type=oci,dest=image.tar", "-o", "type=image")
            #expect(try await work.inside("cat /seen") == "/dev/pipes/EOF")
            #expect(try await layerNames(of: work.path("image.tar")).last == "seen")
        }
    }

    @Test("beside anything else here-documents are the shell's, variables and tabs included")
    func shellsOwn() async throws {
        let dockerfile = """
            FROM base
            ENV WORD=mine
            RUN cat <<A > /a && cat <<-'B' > /b
            $WORD
            A
            \t\t$WORD
            \tB
            """
        try await Workspace.building(dockerfile) { work in
            try await work.build()
            #expect(try await work.inside("cat /a /b") == "mine\n$WORD")
        }
    }

    @Test("a change in a here-document runs the step again")
    func cacheKey() async throws {
        try await Workspace.building("FROM base\nRUN <<EOF\n#!/bin/sh\necho 1 > /n\nEOF\n") { work in
            try await work.build()
            #expect(try await work.attempt().error.contains("echo") == false)
            try work.write(
                Workspace.base + "FROM base\nRUN <<EOF\n#!/bin/sh\necho 2 > /n\nEOF\n", to: "context/Dockerfile")
            try await work.build()
            #expect(try await work.inside("cat /n") == "2")
        }
    }

    @Test("the triggers of an image run in the build on it, and only there")
    func onbuild() async throws {
        let dockerfile = """
            FROM base
            ONBUILD COPY word /word
            ONBUILD RUN <<EOF
            sed s/a/b/ /word > /changed
            EOF
            """
        try await Workspace.building(dockerfile, ["word": "a\n"]) { work in
            try await work.build("-t", "parent")
            #expect(try await work.inspect(".[0].Config.OnBuild | length") == "2")
            try work.write("FROM parent AS one\nFROM one\nRUN cat /changed > /again\n", to: "context/Dockerfile")
            try await work.build()
            #expect(try await work.inside("cat /changed /again") == "b\nb")
            #expect(try await work.inspect(".[0].Config.OnBuild") == "null")
        }
    }
}
