import Testing

@Suite(.serialized) struct ConfigurationTests {
    @Test("every instruction of the configuration is in the image, as 'inspect' shows it")
    func inspect() async throws {
        let dockerfile = """
            FROM base
            ENV ONE=1 TWO=2
            LABEL maintainer=ada "with blank"="a b"
            EXPOSE 80 53/udp
            USER 7:8
            WORKDIR /place
            WORKDIR below
            ENTRYPOINT ["/bin/echo", "said"]
            CMD ["by", "default"]
            """
        try await Workspace.building(dockerfile) { work in
            try await work.build()
            #expect(
                try await work.inspect(".[0].Config | {Env, Labels, ExposedPorts, User, WorkingDir, Entrypoint, Cmd}")
                    == #"{"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin","ONE=1","TWO=2"],"#
                    + #""Labels":{"maintainer":"ada","with blank":"a b"},"ExposedPorts":{"53/udp":{},"80/tcp":{}},"#
                    + #""User":"7:8","WorkingDir":"/place/below","Entrypoint":["/bin/echo","said"],"Cmd":["by","default"]}"#
            )
            #expect(try await work.pith.succeed("run", "--rm", "app") == "said by default")
            #expect(try await work.pith.succeed("run", "--rm", "app", "by", "argument") == "said by argument")
        }
    }

    @Test("the shell form of CMD and ENTRYPOINT is stored with its shell")
    func shellForm() async throws {
        try await Workspace.building("FROM base\nENV WORD=said\nCMD echo $WORD\n") { work in
            try await work.build()
            #expect(try await work.inspect(".[0].Config.Cmd") == #"["/bin/sh","-c","echo $WORD"]"#)
            #expect(try await work.pith.succeed("run", "--rm", "app") == "said")
        }
    }

    @Test("ENTRYPOINT drops a CMD that comes from the base, and keeps the stage's own")
    func entrypointAndCommand() async throws {
        let dockerfile = """
            FROM base AS one
            CMD ["inherited"]
            FROM one AS dropped
            ENTRYPOINT ["/bin/echo"]
            FROM base AS kept
            CMD ["own"]
            ENTRYPOINT ["/bin/echo"]
            """
        try await Workspace.building(dockerfile) { work in
            try await work.build("--target", "dropped")
            #expect(try await work.inspect(".[0].Config.Cmd") == "null")
            try await work.build("--target", "kept")
            #expect(try await work.inspect(".[0].Config.Cmd") == #"["own"]"#)
        }
    }

    @Test("an image has the platform of the machine and a history of its instructions")
    func history() async throws {
        try await Workspace.building("FROM base\nENV A=b\nRUN true\n") { work in
            try await work.build()
            #expect(try await work.inspect(".[0].Os") == "linux")
            let machine = try await shell("uname -m | sed 's/x86_64/amd64/; s/aarch64/arm64/'")
            #expect(try await work.inspect(".[0].Architecture") == machine)
            let history = try await work.inspect(".[0].History | map(.created_by, .empty_layer // false) | .[-4:]")
            #expect(history == #"["ENV A=b",true,"RUN /bin/sh -c true # buildkit",false]"#)
        }
    }
}
