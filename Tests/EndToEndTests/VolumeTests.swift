import Testing

/// `build --volume`: what RUN steps see of the machine.
@Suite(.serialized) struct VolumeTests {
    @Test("steps see files and directories of the host, and nothing of them gets into the image")
    func shown() async throws {
        let dockerfile = """
            FROM base
            RUN cat /mnt/host/word /etc/shown >/seen; echo back >/mnt/host/written; ls /mnt >/mounts
            RUN ls -d /mnt /etc/shown >/second
            """
        try await Workspace.building(dockerfile) { work in
            try work.write("from the host\n", to: "shared/word")
            try await work.build(
                "-v", "\(work.path("shared")):/mnt/host", "--volume", "./shared/word:/etc/shown:ro,z",
                "-o", "type=oci,dest=app.tar", "--load")
            #expect(
                try await work.inside("cat /seen /mounts /second")
                    == "from the host\nfrom the host\nhost\n/etc/shown\n/mnt")
            #expect(try await work.inside("ls -d /mnt /etc/shown 2>&1 | grep -c 'No such file'") == "2")
            #expect(try await shell("cat shared/written", in: work.directory) == "back")
            let names = try await layerNames(of: work.path("app.tar"))
            #expect(!names.contains { $0.hasPrefix("mnt") || $0.hasPrefix("etc") })
            // An ordinary user's steps write as that user.
            #expect(try await shell("stat -c %u shared/written", in: work.directory) == shell("id -u"))
        }
    }

    @Test("the cache knows nothing of them: neither that they are there nor what is in them")
    func cache() async throws {
        try await Workspace.building("FROM base\nRUN cat /v 2>/dev/null >/seen || true\n") { work in
            try await work.build()
            let before = try await work.inspect(".[0].Id")
            try work.write("content", to: "file")
            let outcome = try await work.build("-v", "./file:/v")
            #expect(outcome.error.contains(" CACHED\n") && !outcome.error.contains("seen || true\n#4 DONE"))
            #expect(try await work.inspect(".[0].Id") == before)
            try await work.build("-v", "./file:/v", "--no-cache")
            #expect(try await work.inside("cat /seen") == "content")
        }
    }

    @Test("a volume that is 'ro' can't be written, and a step's own mount lies on top of it")
    func readOnly() async throws {
        let dockerfile = """
            FROM base
            RUN ! touch /v/new 2>/dev/null && ls /v >/first
            RUN --mount=type=tmpfs,target=/v touch /v/own && ls /v >/second
            """
        try await Workspace.building(dockerfile) { work in
            try work.write("", to: "shared/file")
            try await work.build("-v", "./shared:/v:ro")
            #expect(try await work.inside("cat /first /second") == "file\nown")
            #expect(try await shell("ls shared", in: work.directory) == "file")
        }
    }

    @Test("a failed step's volumes are there again for whoever looks into it")
    func failure() async throws {
        try await Workspace.building("FROM base\nRUN cat /v/file; false\n") { work in
            try work.write("still there", to: "shared/file")
            #expect(try await work.attempt("-v", "./shared:/v").status == 1)
            #expect(try await work.pith.succeed("run", "--failed", "cat", "/v/file") == "still there")
        }
    }

    @Test(
        "what is no volume is refused, with the way to write it",
        arguments: [
            ("context", 64, "is not a volume: expected 'HOST:CONTAINER[:ro]'"), (":/v", 64, "is not a volume"),
            ("./context:v", 64, "the second an absolute path"), ("./context:/", 64, "is not a volume"),
            ("./context:/v:rx", 64, "'rx' is not 'ro' or 'rw'"), ("./context:/v:ro:z", 64, "is not a volume"),
            ("name:/v", 64, "pith keeps no named volumes"),
            ("./missing:/v", 1, "volume './missing' can't be used: No such file"),
        ])
    func refusals(volume: String, status: Int32, message: String) async throws {
        try await Workspace.building("FROM base\n") { work in
            let outcome = try await work.attempt("-v", volume)
            #expect(outcome.status == status && outcome.error.contains(message))
        }
    }
}
