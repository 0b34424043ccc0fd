import ImageModel
import Planning
import Testing

/// RUN --mount, as the planner reads it.
@Suite struct MountTests {
    @Test("a mount without a type shows the build context, read-only, below WORKDIR")
    func bind() throws {
        let run = try #require(try plan("FROM a\nWORKDIR /w\nRUN --mount=target=src make").onlyRun)
        #expect(run.mounts == [StepMount(.bind(MountSource(.context(name: nil)), isReadOnly: true), at: "/w/src")])
    }

    @Test("option values are expanded, their keys have several names, and fields may be quoted")
    func options() throws {
        let run = try #require(
            try plan("FROM a\nARG D=/d\nRUN --mount=\"type=bind\",SRC=$D/x,dst=/t,rw make").onlyRun)
        #expect(
            run.mounts == [
                StepMount(.bind(MountSource(.context(name: nil), path: "/d/x"), isReadOnly: false), at: "/t")
            ])
    }

    @Test("a mount from a stage or an image makes it a source of the step")
    func sources() throws {
        let plan = try plan(
            """
            FROM a AS build
            RUN one
            FROM a
            RUN --mount=from=BUILD,target=/b --mount=from=tool,source=/bin,target=/t two
            """)
        #expect(
            plan.outline.last
                == "[stage-1 2/2] RUN --mount=from=BUILD,target=/b --mount=from=tool,source=/bin,target=/t two <0,1,2>")
        let run = try #require(
            plan.steps.last.flatMap { step in if case .run(let run) = step.operation { run } else { nil } })
        #expect(run.mounts.map(\.target) == ["/b", "/t"])
        #expect(run.mounts[1].kind == .bind(MountSource(.step(1), path: "/bin"), isReadOnly: true))
    }

    @Test("mounts are ordered by target, and of two at the same place the later counts")
    func order() throws {
        let run = try #require(
            try plan(
                "FROM a\nRUN --mount=type=tmpfs,target=/a/b --mount=target=/a --mount=type=tmpfs,size=1k,target=/a/b x"
            ).onlyRun)
        #expect(run.mounts.map(\.target) == ["/a", "/a/b"])
        #expect(run.mounts[1].kind == .tmpfs(limit: 1024, isReadOnly: false))
    }

    @Test("a cache mount is shared by its target unless it has an id, in the build's namespace")
    func cache() throws {
        let file = "FROM a\nRUN --mount=type=cache,target=/c/ --mount=type=cache,id=x,sharing=Locked,uid=7,target=/d y"
        func ids(_ arguments: [String: String]) throws -> [String] {
            try #require(try plan(file, arguments: arguments).onlyRun).mounts.compactMap { mount in
                if case .cache(let cache) = mount.kind {
                    "\(cache.id) \(cache.sharing) \(cache.access.user)"
                } else {
                    nil
                }
            }
        }
        #expect(try ids([:]) == ["/c shared 0", "x locked 7"])
        #expect(try ids(["BUILDKIT_CACHE_MOUNT_NS": "n"]) == ["n//c shared 0", "n/x locked 7"])
    }

    @Test("a secret is a file in /run/secrets, or where it is wanted, or a variable alone")
    func secrets() throws {
        let run = try #require(
            try plan(
                """
                FROM a
                RUN --mount=type=secret,id=a/b --mount=type=secret,target=/q/c,mode=0440 --mount=type=secret,id=d,env=D x
                """
            ).onlyRun)
        let secrets = run.mounts.compactMap { mount in
            if case .secret(let secret) = mount.kind {
                "\(secret.id) \(secret.isFile ? mount.target : "-") \(secret.variable ?? "-") \(secret.access.mode)"
            } else {
                nil
            }
        }
        #expect(secrets == ["c /q/c - 288", "a/b /run/secrets/b - 256", "d - D 256"])
    }

    @Test(
        "a mount that can't be is refused",
        arguments: [
            "type=bind", "target=/", "type=tmpfs", "type=bind,mode=0700,target=/x", "type=bind,size=1,target=/x",
            "sharing=shared,target=/x", "type=secret", "type=ssh,source=x", "type=secret,id=a,source=b",
            "type=cache,sharing=some,target=/x", "type=cache,mode=999,target=/x", "type=cache,uid=-1,target=/x",
            "type=tmpfs,size=zz,target=/q", "target=/c,rw=maybe", "target=/c,required",
        ])
    func refusals(mount: String) {
        #expect(problems("FROM a\nRUN --mount=\(mount) true") == ["invalid-mount"])
    }

    @Test("a mount from a stage that comes later is refused")
    func later() {
        #expect(
            problems("FROM a\nRUN --mount=from=late,target=/x true\nFROM a AS late", target: "0")
                == ["stage-not-defined-yet"])
    }

    @Test("a script in a here-document is a read-only file, and history shows it as the shell's")
    func script() throws {
        let plan = try plan("FROM a\nRUN <<EOF\n#!/bin/x\ngo\nEOF")
        let run = try #require(plan.onlyRun)
        #expect(run.arguments == ["/dev/pipes/EOF"])
        #expect(run.mounts == [StepMount(.script(name: "EOF", content: "#!/bin/x\ngo\n"), at: "/dev/pipes")])
        #expect(plan.history.last?.createdBy == "RUN /bin/sh -c /dev/pipes/EOF # buildkit")
        #expect(plan.steps.last?.name == "[2/2] RUN <<EOF (#!/bin/x...)")
    }

    @Test("privileges, and a network in a build without one, need to be allowed")
    func entitlements() throws {
        let file = "FROM a\nRUN --security=insecure x\nRUN --network=host y"
        let platform = Platform(os: "linux", architecture: "amd64")
        var request = BuildRequest(platform: platform, network: .none)
        #expect(throws: (any Error).self) { try plan(file, request) }
        request.entitlements = [.privileges, .hostNetwork]
        #expect(try plan(file, request).steps.count == 3)
    }
}
