import Testing

@Suite(.serialized) struct CompareTests {
    private let dockerfile = """
        FROM base AS large
        RUN head -c 3000000 /dev/zero > /zeros && cp /bin/busybox /bin/copy && chmod 4755 /bin/copy
        FROM scratch
        COPY word /word
        """

    @Test("'compare' shows sizes, layers, files and the ratio as a table")
    func table() async throws {
        try await Workspace.building(dockerfile, ["word": "x"]) { work in
            try await work.pith.succeed("build", "-t", "large", "--target", "large", "context")
            try await work.build()
            let table = try await work.pith.succeed("compare", "large", "app").split(separator: "\n")
            #expect(table[0].split(separator: " ") == ["large", "app", "RATIO"])
            for title in ["SIZE", "COMPRESSED", "LAYERS", "FILES"] {
                #expect(table.contains { $0.hasPrefix("\(title) ") })
            }
            #expect(table.contains { $0.contains("times smaller than large") })
            #expect(table.last?.contains(/files went, 1 came, 0 changed/) == true)
        }
    }

    @Test("'compare --format json' counts bytes, files and what an attacker would use")
    func json() async throws {
        try await Workspace.building(dockerfile, ["word": "x"]) { work in
            try await work.pith.succeed("build", "-t", "large", "--target", "large", "context")
            try await work.build()
            let report = try await work.pith.succeed("compare", "large", "app", "--format", "json")
            let busybox = try await shell("stat -c %s /bin/busybox")
            // BusyBox is in three layers: copied, then linked to other names (which copies it up), then copied again.
            let size = 3_000_000 + 3 * (Int(busybox) ?? 0)
            #expect(try await jq(".images[0].size", report) == "\(size)")
            #expect(
                try await jq(".images[1] | {size, layers, files, packages, shells, packageManagers, setuid}", report)
                    == #"{"size":1,"layers":1,"files":1,"packages":0,"shells":[],"packageManagers":[],"setuid":[]}"#)
            #expect(try await jq(".sizeRatio == .images[0].size", report) == "true")
            #expect(try await jq(".images[0].compressedSize < .images[0].size", report) == "true")
            #expect(try await jq(".images[0].setuid", report) == #"["/bin/copy"]"#)
            #expect(try await jq(".images[0].shells | index(\"/bin/sh\") != null", report) == "true")
            // Keys are sorted: the same text comes back from jq with sorted keys.
            #expect(try await jq(".", report) == (try await shell("jq -cS . <<<\"$1\"", report)))
        }
    }

    @Test("packages are counted as dpkg lists them, in one file or, in distroless images, one file a package")
    func packages() async throws {
        let dockerfile = """
            FROM base AS whole
            RUN mkdir -p /var/lib/dpkg && printf 'Package: a\\nStatus: install ok installed\\n\\n' > /var/lib/dpkg/status
            RUN printf 'Package: b\\nStatus: install ok installed\\n\\n' >> /var/lib/dpkg/status
            FROM base
            RUN mkdir -p /var/lib/dpkg/status.d && cd /var/lib/dpkg/status.d && for name in a b c; do \\
                printf "Package: $name\\nVersion: 1\\n" > $name; echo "0  usr/bin/$name" > $name.md5sums; done
            RUN rm /var/lib/dpkg/status.d/b
            """
        try await Workspace.building(dockerfile) { work in
            try await work.pith.succeed("build", "-t", "whole", "--target", "whole", "context")
            try await work.build()
            let report = try await work.pith.succeed("compare", "whole", "app", "--format", "json")
            #expect(try await jq("[.images[].packages]", report) == "[2,2]")
        }
    }

    @Test("comparing an image that is not there fails, and suggests one that is")
    func missing() async throws {
        try await Workspace.building("FROM base\n") { work in
            try await work.build()
            let outcome = try await work.pith("compare", "app", "apq")
            #expect(outcome.status == 1)
            #expect(outcome.output == "")
            #expect(outcome.error.contains("'apq'") && outcome.error.contains("did you mean 'app"))
        }
    }
}
