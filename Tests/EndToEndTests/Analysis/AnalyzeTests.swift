import SystemPackage
import TestServers
import Testing

/// `pith analyze`, whose figures others compute too.
@Suite(.serialized) struct AnalyzeTests {
    /// Layers that add, change and remove files, directories and links, and hold some twice.
    private static let dockerfile = """
        FROM base
        RUN head -c 3000000 /dev/zero > /big && mkdir -p /d/e/f && for i in 1 2 3 4 5; do \\
            echo file$i > /d/e/f$i; echo x > /d/e/f/$i; done && head -c 100000 /bin/busybox > /d/e/f/big
        RUN rm /big; chmod 600 /d/e/f1; echo more >> /d/e/f2; rm -r /d/e/f; ln -s /d /l; cp /d/e/f3 /d/e/f4; \\
            chmod 4755 /d/e/f5
        RUN rm -r /d/e; mkdir /d/e; echo new > /d/e/new; mkfifo /fifo; ln /d/e/new /hard; rm /l; mkdir /l; echo > /l/x
        COPY busybox /bin/busybox
        COPY busybox /other

        """

    private func withImage(_ body: (Workspace) async throws -> Void) async throws {
        try await Workspace.building(Self.dockerfile) { work in
            try await work.build()
            try await body(work)
        }
    }

    @Test("every figure is what Python's tarfile finds in the layers, and efficiency is dive's")
    func figures() async throws {
        try await withImage { work in
            let report = try await work.pith.succeed("analyze", "--format", "json", "app")
            try await work.pith.succeed("copy", "app", "oci-archive:app.tar")
            #expect(try await work.difference(ofReport: report, from: "app.tar") == "")
            try await work.pith.succeed("save", "-o", "docker.tar", "app")
            let figures = try await jq("[.size, .wastedBytes, (.efficiency * 1000000 | round)]", report)
            #expect(try await work.dive("docker.tar") == figures)
            // Keys are sorted: the same text comes back from jq with sorted keys.
            #expect(try await jq(".", report) == (try await shell("jq -cS . <<<\"$1\"", report)))
        }
    }

    @Test("an image is the same in the store, in an archive of either form, in a layout and in a registry")
    func places() async throws {
        try await withImage { work in
            try await shell("mkdir registry", in: work.directory)
            let registry = try await RegistryServer(in: work.path("registry"))
            defer { registry.stop() }
            let remote = "docker://\(registry.name)/app:1"
            var reports = [try await work.pith.succeed("analyze", "--format", "json", "app")]
            for place in ["oci-archive:app.tar", "docker-archive:docker.tar", "oci:layout", remote] {
                try await work.pith.succeed("copy", "--tls-verify=false", "app", place)
                reports.append(
                    try await work.elsewhere().pith.succeed("analyze", "--tls-verify=false", "--format", "json", place))
            }
            // A path alone will do, of a compressed archive too.
            try await shell("gzip -k docker.tar", in: work.directory)
            for path in ["docker.tar", "docker.tar.gz", "layout", "./app.tar"] {
                reports.append(try await work.pith.succeed("analyze", "--format", "json", path))
            }
            var known = Set<String>()
            for report in reports { known.insert(try await jq("del(.reference)", report)) }
            #expect(known.count == 1)
        }
    }

    @Test("a Dockerfile, or a directory with one, is built first")
    func dockerfiles() async throws {
        try await Workspace.building(Self.dockerfile) { work in
            let report = try await work.pith.succeed("analyze", "--format", "json", "context")
            try await work.build()
            let image = try await work.pith.succeed("analyze", "--format", "json", "app")
            #expect(
                try await jq("del(.reference, .created, .id)", report) == jq("del(.reference, .created, .id)", image))
            try work.write(Workspace.base + "FROM scratch\nARG NAME\nCOPY $NAME /x\n", to: "context/Small")
            let comparison = try await work.pith.succeed(
                "compare", "--format", "json", "--build-arg", "NAME=Small", "app", "context/Small")
            #expect(try await jq("[.images[] | .files]", comparison) == "[\(try await jq(".files", image)),1]")
        }
    }

    @Test("the table shows figures, layers with their instructions, and what is big, wasted or there twice")
    func table() async throws {
        try await withImage { work in
            let table = try await work.pith.succeed("analyze", "app")
            for title in [
                "SIZE ", "COMPRESSED ", "EFFICIENCY ", "LAYER ", "  SIZE  BIGGEST FILES", "  SIZE  BIGGEST DIRECTORIES",
                "  SIZE  WASTED", "  SIZE  DUPLICATES",
            ] { #expect("\n\(table)".contains("\n\(title)"), "\(title) is missing") }
            #expect(table.contains("COPY busybox /other") && table.contains("/big"))
            try await work.pith.succeed("analyze", "-o", "report.txt", "app")
            #expect(try await shell("cat \"$1\"", work.path("report.txt")) == table)
        }
    }
}
