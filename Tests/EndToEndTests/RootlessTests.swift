import Glibc
import Subprocess
import Testing

/// The program as an ordinary user. Root is needed to make one; run by an ordinary user, every other test is such a test.
@Suite(.serialized, .enabled(if: getuid() == 0, "makes a user, which needs root"))
struct RootlessTests {
    @Test("steps run as an ordinary user, with other users' files in the image")
    func steps() async throws {
        let dockerfile = """
            FROM base
            RUN mkdir -m 1777 /tmp && chown 7:8 /tmp && id -u > /root-id
            USER 1234:5678
            RUN echo "$(id -u):$(id -g)" > /tmp/other-id
            """
        try await asUser(dockerfile) { work in
            try await work.build()
            #expect(try await work.inside("cat /root-id /tmp/other-id | xargs") == "0 1234:5678")
            #expect(try await work.inside("stat -c %u:%g /tmp /tmp/other-id | xargs") == "7:8 1234:5678")
            #expect(try await leftFiles(of: work) == "")
        }
    }

    @Test("an image of COPY steps with owners, modes and links has the layers that root's has")
    func digests() async throws {
        // All directories come from the context: one that COPY makes has the time at which it was made.
        let dockerfile = """
            FROM scratch
            COPY accounts /
            COPY --chown=ada tree /
            COPY --chown=7:8 --chmod=4711 tree/file /
            ADD tree /
            """
        let files = ["accounts/etc/passwd": "ada:x:1000:1001::/:/bin/sh\n", "tree/file": "x", "Dockerfile": dockerfile]
        let prepare = """
            cd tree
            ln file hard
            ln -s file soft
            mkdir -m 2755 directory
            cp file directory/setuid && chmod 6755 directory/setuid
            cd ..
            find . -exec touch -h -d @1000000000 {} +
            """
        try await Workspace.with(files) { work in
            try await work.asOrdinaryUser { user in
                try await shell(prepare, in: work.context)
                try await user.build("-o", "type=oci,dest=user.tar")
                try await work.build("-o", "type=oci,dest=root.tar")
                let expected = try await layerDigests(of: work.path("root.tar"))
                #expect(expected.split(separator: "\n").count == 4)
                #expect(try await layerDigests(of: work.path("user.tar")) == expected)
            }
        }
    }

    @Test("what a user's steps write in volumes is the user's, and '--timestamp' gives the image that root gets")
    func options() async throws {
        let dockerfile = """
            FROM base
            WORKDIR /made
            COPY <<END /etc/resolv.conf
            nameserver 203.0.113.9
            END
            RUN cat /v/word /etc/resolv.conf >seen; touch /v/written; chown 7:8 seen
            """
        try await Workspace.building(dockerfile, ["shared/word": "from the host\n", ".dockerignore": "shared"]) {
            work in
            let options = [
                "build", "-v", "./context/shared:/v", "--dns", "none", "--jobs", "1", "--timestamp", "1000000000", "-o",
            ]
            try await work.asOrdinaryUser { user in
                try await user.pith.command(options + ["type=oci,dest=user.tar", "context"]).succeed()
                let owner = try await shell("stat -c %U context/shared/written", in: work.directory)
                #expect(try await owner == shell("stat -c %U context", in: work.directory) && owner != "root")
                try await work.pith.command(options + ["type=oci,dest=root.tar", "context"]).succeed()
                try await shell("cmp user.tar root.tar", in: work.directory)
            }
            let names = try await layerNames(of: work.path("root.tar"))
            #expect(names.contains("made/seen") && !names.contains { $0.hasPrefix("v/") })
        }
    }

    @Test("a killed build of an ordinary user leaves no process and no mount")
    func kill() async throws {
        try await asUser("FROM base\nRUN setsid sleep 9988779 & sleep 9988779\n") { work in
            let build = try work.pith.command(["build", "-t", "app", "context"])
            let outcome = try await build.run(sending: .kill) { try await sleeping() == "2" }
            #expect(outcome.status == 137)
            #expect(try await eventually { try await sleeping() == "0" })
            #expect(try await eventually { try await leftProcesses(of: work) == "" })
            try work.write(Workspace.base + "FROM base\nRUN true\n", to: "context/Dockerfile")
            try await work.build()
            #expect(try await leftFiles(of: work) == "")
        }
    }

    private func sleeping() async throws -> String { try await shell("pgrep -cxf 'sleep 9988779' || true") }

    private func asUser(
        _ dockerfile: String, _ body: (Workspace) async throws -> Void
    ) async throws {
        try await Workspace.building(dockerfile) { work in try await work.asOrdinaryUser(body) }
    }
}
