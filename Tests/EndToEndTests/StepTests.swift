import Testing

/// RUN: what a step sees, and what it leaves.
@Suite(.serialized) struct StepTests {
    @Test("the shell form goes through a shell, the exec form doesn't")
    func forms() async throws {
        let dockerfile = """
            FROM base
            ENV WORD=shell
            RUN echo $WORD > /one
            RUN ["/bin/touch", "/$WORD"]
            """
        try await Workspace.building(dockerfile) { work in
            try await work.build()
            #expect(try await work.inside("cat /one; ls -d '/$WORD'") == "shell\n/$WORD")
        }
    }

    @Test("a step runs as USER in WORKDIR")
    func userAndDirectory() async throws {
        let dockerfile = """
            FROM base
            RUN mkdir -p /etc && mkdir -m 777 /out && echo 'ada:x:1000:1001::/:/bin/sh' > /etc/passwd
            WORKDIR /place/below
            USER ada
            RUN echo "$(id -u):$(id -g) $(pwd)" > /out/who
            USER 7:8
            RUN echo "$(id -u):$(id -g)" > /out/other
            """
        try await Workspace.building(dockerfile) { work in
            try await work.build()
            #expect(try await work.inside("cat /out/who /out/other") == "1000:1001 /place/below\n7:8")
        }
    }

    @Test("a step has the host's name resolution, and leaves none of it in the image")
    func nameResolution() async throws {
        try await Workspace.building("FROM base\nRUN cat /etc/resolv.conf > /seen\n") { work in
            try await work.build("-o", "type=oci,dest=image.tar")
            let host = try await shell("grep -c nameserver /etc/resolv.conf || true")
            let names = try await layerNames(of: work.path("image.tar"))
            #expect(names.contains("seen"))
            #expect(names.allSatisfy { $0 == "seen" || $0 == "bin/" || $0.hasPrefix("bin/") })
            try await work.build()
            #expect(try await work.inside("grep -c nameserver /seen || true") == host)
        }
    }

    @Test("what a step removes is gone from the image, and what it makes is there")
    func removal() async throws {
        let dockerfile = """
            FROM base
            RUN mkdir -p /a/b && echo 1 > /a/b/c && echo 2 > /a/d
            RUN rm -r /a/b && mkdir /a/b && echo 3 > /a/e
            RUN rm /a/d
            """
        try await Workspace.building(dockerfile) { work in
            try await work.build()
            #expect(try await work.inside("find /a | sort | xargs") == "/a /a/b /a/e")
        }
    }

    @Test("a step can't see the host's files or processes")
    func isolation() async throws {
        try await Workspace.building("FROM base\nRUN ls / > /tops && ps > /processes\n") { work in
            try await work.build()
            #expect(try await work.inside("grep -c . /processes") != "0")
            #expect(try await work.inside("grep -e home -e usr -e var /tops || true") == "")
            #expect(try await work.inside("grep -c swift /processes || true") == "0")
        }
    }

    @Test("a background process of a step ends with it")
    func background() async throws {
        try await Workspace.building("FROM base\nRUN sleep 1234567 & true\n") { work in
            try await work.build()
            #expect(try await shell("pgrep -f 'sleep 123456[7]' || true") == "")
        }
    }

    @Test("a step, though root in its container, can't mount")
    func privileges() async throws {
        try await Workspace.building("FROM base\nRUN mkdir /mnt && ! mount -t tmpfs none /mnt\n") { work in
            try await work.build()
        }
    }
}
