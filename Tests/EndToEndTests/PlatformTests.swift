import TestServers
import Testing

@Suite(.serialized) struct PlatformTests {
    /// Copies only: no platform needs an emulator.
    private static let dockerfile = """
        FROM --platform=$BUILDPLATFORM scratch AS builder
        COPY busybox /bin/busybox
        RUN ["/bin/busybox", "--install", "/bin"]
        RUN echo counted; echo made >/made

        FROM scratch
        ARG TARGETPLATFORM
        ARG TARGETARCH
        ARG TARGETVARIANT
        ARG BUILDPLATFORM
        COPY --from=builder /made /made
        COPY ${TARGETARCH}.txt /which.txt
        ENV TARGET=$TARGETPLATFORM ARCH=$TARGETARCH VARIANT=$TARGETVARIANT BUILD=$BUILDPLATFORM

        """

    private func building(_ body: (Workspace) async throws -> Void) async throws {
        let files = ["Dockerfile": Self.dockerfile, "amd64.txt": "AMD\n", "arm64.txt": "ARM\n", "arm.txt": "ARM7\n"]
        try await Workspace.with(files, body)
    }

    private let filter =
        "[.manifests[] | .platform | [.os, .architecture, .variant // empty] | join(\"/\")] | join(\" \")"

    @Test("several platforms in one build become an index, in the order in which they were asked for")
    func index() async throws {
        try await building { work in
            try await work.build(
                "--platform", "linux/arm64,linux/amd64", "--platform", "linux/arm/v7", "-o", "type=oci,dest=app.tar")
            let archive = "oci-archive:\(work.path("app.tar"))"
            let index = try await shell("skopeo inspect --raw \"$1\"", archive)
            #expect(try await jq(filter, index) == "linux/arm64 linux/amd64 linux/arm/v7")
            #expect(try await jq(".mediaType", index) == "application/vnd.oci.image.index.v1+json")
            for (arch, variant, text) in [("amd64", "", "AMD"), ("arm64", "", "ARM"), ("arm", "v7", "ARM7")] {
                let script = """
                    skopeo copy -q --override-arch "$2" --override-variant "$3" "$1" oci:"$2:latest" &&
                    umoci unpack --rootless --image "$2" "$2.bundle" >/dev/null && cat "$2.bundle/rootfs/which.txt" &&
                    skopeo inspect --config "oci:$2:latest" | jq -r '.architecture, (.config.Env | join(" "))'
                    """
                let said = try await shell(script, archive, arch, variant, in: work.directory)
                #expect(said.hasPrefix("\(text)\n\(arch)\n"))
                let platform = "linux/\(arch)\(variant.isEmpty ? "" : "/\(variant)")"
                #expect(said.contains("TARGET=\(platform) ARCH=\(arch) VARIANT=\(variant) BUILD=linux/"))
            }
        }
    }

    @Test("what stands on the build platform runs once for all platforms, and again not at all")
    func sharing() async throws {
        try await building { work in
            let first = try await work.build("--platform", "linux/arm64,linux/amd64").error
            #expect(first.split(separator: "\n").count { $0.hasSuffix(" counted") } == 1)
            #expect(first.contains("[linux/arm64 stage-1 2/3] COPY"))
            #expect(first.contains("[linux/amd64 stage-1 3/3] COPY"))
            let before = try await work.inspect("map(.Id)")
            let second = try await work.build("--platform", "linux/arm64,linux/amd64").error
            #expect(second.split(separator: "\n").count { $0.hasSuffix(" counted") } == 0)
            #expect(try await work.inspect("map(.Id)") == before)
        }
    }

    @Test("a name of several platforms is listed, inspected, tagged, chosen from, and removed with all of its images")
    func store() async throws {
        try await building { work in
            try await work.build("--platform", "linux/arm64,linux/amd64")
            #expect(try await work.inspect("map(.Architecture) | join(\" \")") == "arm64 amd64")
            let list = try await work.pith.succeed("images")
            #expect(list.contains("linux/arm64") && list.contains("linux/amd64") && list.contains("PLATFORM"))
            #expect(try await work.pith.succeed("images", "-q").split(separator: "\n").count == 2)
            try await work.pith.succeed("tag", "app", "other")
            let one = try await work.pith.succeed("inspect", "--platform", "linux/arm64", "other")
            #expect(try await jq("map(.Architecture) | join(\" \")", one) == "arm64")
            let missing = try await work.pith("inspect", "--platform", "linux/s390x", "other")
            #expect(missing.status == 1 && missing.error.contains("it is there for linux/arm64, linux/amd64"))
            try await work.pith.succeed("image", "prune", "-f")
            #expect(try await work.pith.succeed("rmi", "app") == "Untagged: app:latest")
            #expect(try await work.pith.succeed("rmi", "other").split(separator: "\n").count == 3)
            #expect(try await work.pith.succeed("images", "-q") == "")
        }
    }

    @Test("a name that gets a single image again stands for that one alone")
    func single() async throws {
        try await building { work in
            try await work.build("--platform", "linux/arm64,linux/amd64")
            try await work.build("--platform", "linux/amd64")
            #expect(try await work.inspect("map(.Architecture) | join(\" \")") == "amd64")
            try await work.build("--platform", "linux/arm64")
            #expect(try await work.inspect("map(.Architecture) | join(\" \")") == "arm64")
        }
    }

    @Test("the platforms of a name are saved and copied as an index, one of them alone where one is chosen")
    func archives() async throws {
        try await building { work in
            try await work.build("--platform", "linux/arm64,linux/amd64")
            try await work.pith.succeed("save", "--format", "oci", "-o", "saved.tar", "app")
            let saved = try await shell("skopeo inspect --raw oci-archive:saved.tar", in: work.directory)
            #expect(try await jq(filter, saved) == "linux/arm64 linux/amd64")
            let docker = try await work.pith("save", "-o", "docker.tar", "app")
            #expect(docker.status == 64 && docker.error.contains("--format oci"))
            try await work.pith.succeed("save", "--platform", "linux/arm64", "-o", "docker.tar", "app")
            let config = try await shell(
                "skopeo inspect --config docker-archive:docker.tar | jq -r .architecture", in: work.directory)
            #expect(config == "arm64")
            try await work.pith.succeed("copy", "--all", "app", "oci:layout:all")
            let copied = try await shell("skopeo inspect --raw oci:layout:all", in: work.directory)
            #expect(copied == saved)
            try await work.pith.succeed("copy", "--platform", "linux/arm64", "app", "oci:layout:one")
            let one = try await shell(
                "skopeo inspect --override-arch arm64 --config oci:layout:one | jq -r .architecture",
                in: work.directory)
            #expect(one == "arm64")
            try await work.pith.succeed("copy", "--all", "oci:layout:all", "store:back")
            let back = try await work.pith.succeed("inspect", "back")
            #expect(try await jq("map(.Architecture) | join(\" \")", back) == "arm64 amd64")
        }
    }

    @Test("an index is pushed with all of its platforms, of which another machine pulls the one that it asks for")
    func registry() async throws {
        try await building { work in
            try await shell("mkdir registry", in: work.directory)
            let registry = try await RegistryServer(in: work.path("registry"), access: .anyone)
            defer { registry.stop() }
            let name = "\(registry.name)/team/app:1"
            try await work.pith.succeed(
                "build", "--platform", "linux/arm64,linux/amd64", "-t", name, "-o", "type=registry", "context")
            let raw = try await shell("skopeo inspect --tls-verify=false --raw \"docker://$1\"", name)
            #expect(try await jq(filter, raw) == "linux/arm64 linux/amd64")
            let pushed = try await work.pith.succeed("push", name)
            let digest = try await shell("printf %s \"$1\" | sha256sum | cut -d' ' -f1", raw)
            #expect(pushed.contains("sha256:\(digest)"))
            let other = work.elsewhere()
            try await other.pith.succeed("pull", "--platform", "linux/arm64", name)
            let pulled = try await other.pith.succeed("inspect", name)
            #expect(try await jq("map(.Architecture) | join(\" \")", pulled) == "arm64")
            // What both platforms of a build stand on stays under its name for both.
            let third = work.elsewhere("third")
            try work.write("FROM \(name)\nCOPY Dockerfile /\n", to: "context/third")
            try await third.build("--platform", "linux/arm64,linux/amd64", "-f", "context/third")
            registry.stop()
            try work.write("FROM \(name)\nCOPY third /\n", to: "context/fourth")
            try await third.build("--platform", "linux/arm64,linux/amd64", "-f", "context/fourth", "-o", "out")
            #expect(try await shell("cat out/linux_arm64/which.txt", in: work.directory) == "ARM")
        }
    }

    @Test("the files of several platforms go to folders of their own")
    func folders() async throws {
        try await building { work in
            try await work.build("--platform", "linux/arm64,linux/arm/v7", "-o", "out", "-o", "type=tar,dest=out.tar")
            let files = try await shell("cd out && find . -type f | sort", in: work.directory)
            #expect(
                files == """
                    ./linux_arm64/made
                    ./linux_arm64/which.txt
                    ./linux_arm_v7/made
                    ./linux_arm_v7/which.txt
                    """)
            let names = try await shell(
                "tar -tf out.tar | sort; tar -xOf out.tar linux_arm_v7/which.txt", in: work.directory)
            #expect(
                names == """
                    linux_arm64/
                    linux_arm64/made
                    linux_arm64/which.txt
                    linux_arm_v7/
                    linux_arm_v7/made
                    linux_arm_v7/which.txt
                    ARM7
                    """)
            try await work.build("--platform", "linux/arm64", "-o", "type=local,dest=one,platform-split=true")
            #expect(work.exists("one/linux_arm64/made"))
            let merged = try await work.attempt(
                "--platform", "linux/arm64,linux/amd64", "-o", "type=local,dest=merged,platform-split=false")
            #expect(merged.status == 64 && merged.error.contains("platform-split"))
        }
    }

    @Test("docker's archives are refused for several platforms before any step runs, as is what is no platform")
    func refusals() async throws {
        try await building { work in
            let docker = try await work.attempt(
                "--platform", "linux/arm64,linux/amd64", "-o", "type=docker,dest=app.tar")
            #expect(docker.status == 64 && docker.error.contains("type=oci") && !docker.error.contains("counted"))
            let unknown = try await work.attempt("--platform", "linux//amd64")
            #expect(unknown.status == 64 && unknown.error.contains("'linux//amd64' is not a platform"))
        }
    }

    @Test("a foreign program that nothing on the machine runs is an error at its line, with the way out")
    func foreignProgram() async throws {
        let dockerfile = "FROM scratch\nADD links.tar /\nCOPY program /bin/program\nRUN anything\n"
        try await Workspace.with(["Dockerfile": dockerfile]) { work in
            // The first bytes of a program for a processor that has not been made since 2010: nobody emulates it here.
            let script = """
                { printf '\\177ELF\\002\\001\\001'; head -c 9 /dev/zero; printf '\\002\\000\\062\\000'; head -c 4076 /dev/zero; } >program
                chmod 755 program
                mkdir -p links/bin && ln -s /bin/program links/bin/sh && tar -C links -cf links.tar .
                """
            try await shell(script, in: work.context)
            let outcome = try await work.attempt("--platform", "linux/arm64")
            #expect(outcome.status == 1)
            #expect(outcome.error.contains("Dockerfile:4:1: error: RUN can't start: '/bin/sh' is for"))
            #expect(outcome.error.contains("qemu-user-static"))
        }
    }

    @Test("a build on an image of several platforms takes each platform's own")
    func base() async throws {
        try await building { work in
            try await work.build("--platform", "linux/arm64,linux/amd64", "-t", "base")
            try work.write("FROM base\nCOPY Dockerfile /\n", to: "context/second")
            try await work.build("--platform", "linux/amd64,linux/arm64", "-f", "context/second", "-o", "out")
            #expect(try await shell("cat out/linux_amd64/which.txt", in: work.directory) == "AMD")
            #expect(try await shell("cat out/linux_arm64/which.txt", in: work.directory) == "ARM")
        }
    }
}
