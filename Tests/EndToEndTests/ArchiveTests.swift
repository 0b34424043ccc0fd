import Glibc
import Testing

/// What `-o type=oci` writes, as other programs read it.
@Suite(.serialized) struct ArchiveTests {
    private let dockerfile = """
        FROM base
        RUN mkdir /d && echo word > /d/file && ln /d/file /d/hard && ln -s file /d/soft && chmod 4755 /d/file
        RUN rm /bin/ls
        COPY --chown=7:8 tree /tree
        ENV A=b
        CMD ["/bin/sh"]
        """

    @Test("skopeo reads the archive, and sees the image's configuration")
    func skopeo() async throws {
        try await Workspace.building(dockerfile, ["tree/x": "x"]) { work in
            try await work.build("-o", "type=oci,dest=image.tar")
            let description = try await shell("skopeo inspect oci-archive:image.tar", in: work.directory)
            #expect(
                try await jq(".Os, (.Layers | length), (.Env | index(\"A=b\") != null)", description)
                    == "linux\n5\ntrue")
            let config = try await shell("skopeo inspect --config oci-archive:image.tar", in: work.directory)
            #expect(try await jq(".config.Cmd", config) == #"["/bin/sh"]"#)
        }
    }

    @Test("umoci unpacks the archive to the files that a container sees")
    func umoci() async throws {
        try await Workspace.building(dockerfile, ["tree/x": "x"]) { work in
            try await work.build("-o", "type=oci,dest=image.tar")
            let unpack = """
                mkdir layout && tar -C layout -xf image.tar
                reference=$(jq -r '.manifests[0].annotations["org.opencontainers.image.ref.name"]' layout/index.json)
                umoci unpack $1 --image "layout:$reference" bundle >&2
                cd bundle/rootfs
                test ! -e bin/ls
                test d/file -ef d/hard
                stat -c '%n %a %h' d/file
                readlink d/soft
                cat tree/x
                """
            let option = getuid() == 0 ? "" : "--rootless"
            #expect(try await shell(unpack, option, in: work.directory) == "d/file 4755 2\nfile\nx")
        }
    }

    @Test("digests, sizes and diff IDs in the archive are those of what it holds")
    func digests() async throws {
        try await Workspace.building(dockerfile, ["tree/x": "x"]) { work in
            try await work.build("-o", "type=oci,dest=image.tar")
            let judge = Pith.source("Tests/Judge/compare.py")
            try await shell("python3 \"$1\" image.tar image.tar 0", judge, in: work.directory)
        }
    }

    @Test("a device or a pipe that is there is written to, not replaced")
    func devices() async throws {
        try await Workspace.building(dockerfile, ["tree/x": "x"]) { work in
            try await shell("mkfifo pipe && ln -s /dev/null nothing", in: work.directory)
            async let read = shell("tar -tf pipe", in: work.directory)
            try await work.build(
                "-o", "type=oci,dest=pipe", "-o", "type=oci,dest=nothing", "--iidfile", "nothing", "--metadata-file",
                "nothing")
            #expect(try await read.contains("index.json"))
            let kinds = try await shell("stat -c %F pipe && readlink nothing", in: work.directory)
            #expect(kinds == "fifo\n/dev/null")
        }
    }

    @Test("the archive goes to standard output too, and one build can have several outputs")
    func outputs() async throws {
        try await Workspace.building(dockerfile, ["tree/x": "x"]) { work in
            try await work.build("-o", "type=oci,dest=image.tar", "-o", "type=image")
            #expect(try await work.inside("cat /tree/x") == "x")
            let command = try work.pith.command(["build", "-o", "type=oci,dest=-", "context"])
            let piped = Command(
                arguments: ["bash", "-euo", "pipefail", "-c", "\"$@\" | tar -t", "bash"] + command.arguments,
                environment: command.environment, directory: work.directory)
            #expect(try await piped.succeed().output.contains("index.json\n"))
        }
    }

    @Test("an image in an OCI layout serves as a base")
    func layoutAsBase() async throws {
        try await Workspace.building("FROM base\nENV A=b\nRUN echo layout > /word\n") { work in
            try await work.build("-o", "type=oci,dest=image.tar")
            try await shell("mkdir layout && tar -C layout -xf image.tar", in: work.directory)
            try work.write("FROM other\nRUN echo \"$A $(cat /word)\" > /said\n", to: "context/Dockerfile")
            try await work.build("--build-context", "other=oci-layout://layout")
            #expect(try await work.inside("cat /said") == "b layout")
        }
    }

    @Test("the configuration file says which source serves an image, for every build")
    func configuredSource() async throws {
        try await Workspace.building("FROM base\nRUN echo layout > /word\n") { work in
            var work = work
            try await work.build("-o", "type=oci,dest=image.tar")
            try await shell("mkdir layout && tar -C layout -xf image.tar", in: work.directory)
            let table = "[images]\n\"docker.io/library/other\" = \"oci-layout://\(work.path("layout"))\"\n"
            try work.write(table, to: "configuration/pith/pith.toml")
            work.pith.environment["XDG_CONFIG_HOME"] = work.path("configuration")
            try work.write("FROM other\nRUN cat /word > /said\n", to: "context/Dockerfile")
            #expect(try await work.build().error.contains("OCI layout"))
            #expect(try await work.inside("cat /said") == "layout")

            try work.write("[images\n", to: "configuration/pith/pith.toml")
            let outcome = try await work.attempt()
            #expect(outcome.status == 64)
            #expect(outcome.error.contains("pith.toml:1:1: error: "))
        }
    }

    @Test("a build that fails leaves no archive")
    func failure() async throws {
        try await Workspace.building("FROM base\nRUN exit 1\n") { work in
            let outcome = try await work.attempt("-o", "type=oci,dest=image.tar")
            #expect(outcome.status == 1)
            #expect(try await shell("ls | xargs", in: work.directory) == "context root")
        }
    }
}
