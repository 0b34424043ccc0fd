import Testing

@Suite(.serialized) struct ReproducibilityTests {
    private let dockerfile = "FROM base\nARG SOURCE_DATE_EPOCH\nRUN echo \"$SOURCE_DATE_EPOCH\" >/epoch\nENV A=b\n"

    @Test("SOURCE_DATE_EPOCH dates the image and its history, and steps see it where they declare it")
    func epoch() async throws {
        try await Workspace.building(dockerfile) { work in
            var work = work
            work.pith.environment["SOURCE_DATE_EPOCH"] = "1000000000"
            try await work.build()
            #expect(try await work.inspect(".[0].Created") == "2001-09-09T01:46:40Z")
            #expect(try await work.inspect("[.[0].History[].created] | unique | join(\" \")") == "2001-09-09T01:46:40Z")
            #expect(try await work.inside("cat /epoch") == "1000000000")
            try await work.build("--build-arg", "SOURCE_DATE_EPOCH=0")
            #expect(try await work.inspect(".[0].Created") == "1970-01-01T00:00:00Z")
            let wrong = try await work.attempt("--build-arg", "SOURCE_DATE_EPOCH=yesterday")
            #expect(wrong.status == 64 && wrong.error.contains("SOURCE_DATE_EPOCH 'yesterday' can't be used"))
        }
    }

    @Test("with 'rewrite-timestamp=true' a build gives the same digest at any time, on any machine")
    func rewriting() async throws {
        try await Workspace.building(dockerfile) { work in
            var digests = Set<String>()
            for machine in ["first", "second"] {
                var other = work.elsewhere(machine)
                other.pith.environment["SOURCE_DATE_EPOCH"] = "1000000000"
                try await other.build(
                    "--no-cache", "--metadata-file", "metadata.json",
                    "-o", "type=oci,dest=\(machine).tar,rewrite-timestamp=true")
                digests.insert(
                    try await shell(
                        "skopeo inspect \"oci-archive:$1\" | jq -r .Digest", other.path("\(machine).tar")))
                let told = try await shell("jq -r '.\"containerimage.digest\"' metadata.json", in: work.directory)
                digests.insert(told)
                // Files made in the meantime have another time.
                try await shell("sleep 1.1")
            }
            #expect(digests.count == 1)
            let script = """
                mkdir x && tar -xf first.tar -C x && cd x/blobs/sha256
                for blob in *; do tar -tvzf $blob --utc --full-time 2>/dev/null || true; done | grep ' epoch$'
                """
            let listed = try await shell(script, in: work.directory)
            #expect(listed.contains("2001-09-09 01:46:40 epoch"))
        }
    }

    @Test(
        "'--timestamp' dates the image, its history and all its files, so that it is the same at any time, on any machine"
    )
    func timestamp() async throws {
        try await Workspace.building("FROM base\nWORKDIR /made\nRUN echo a >a; ln -s a b\nCOPY busybox deep/\n") {
            work in
            for machine in ["first", "second"] {
                try await work.elsewhere(machine).build(
                    "--no-cache", "--timestamp", "1000000000", "-o", "type=oci,dest=\(machine).oci.tar",
                    "-o", "type=docker,dest=\(machine).docker.tar", "-o", "type=tar,dest=\(machine).files.tar", "--load"
                )
                try await shell("sleep 1.1; touch context/busybox", in: work.directory)
            }
            for form in ["oci", "docker", "files"] {
                try await shell("cmp first.\(form).tar second.\(form).tar", in: work.directory)
            }
            let script = """
                skopeo inspect --config oci-archive:first.oci.tar | jq -r '[.created, .history[].created] | unique[]'
                skopeo copy -q oci-archive:first.oci.tar dir:image
                for layer in $(jq -r '.layers[].digest' image/manifest.json); do
                    tar -tvzf "image/${layer#sha256:}" --utc --full-time | awk '{ print $4, $5 }'
                done | sort -u
                tar -tvf first.files.tar --utc --full-time | awk '{ print $4, $5 }' | sort -u
                """
            #expect(
                try await shell(script, in: work.directory)
                    == "2001-09-09T01:46:40Z\n2001-09-09 01:46:40\n2001-09-09 01:46:40")
        }
    }

    @Test("an output with an epoch of its own keeps it, beside '--timestamp' for the others")
    func timestampBesideEpoch() async throws {
        try await Workspace.building("FROM base\n") { work in
            try await work.build(
                "--timestamp", "1000000000", "-o", "type=oci,dest=own.tar,source-date-epoch=0", "-o",
                "type=oci,dest=app.tar")
            let script = "for i in own app; do skopeo inspect --config oci-archive:$i.tar | jq -r .created; done"
            #expect(try await shell(script, in: work.directory) == "1970-01-01T00:00:00Z\n2001-09-09T01:46:40Z")
            for text in ["yesterday", "-1", "253402300800"] {
                let outcome = try await work.attempt("--timestamp=\(text)")
                #expect(outcome.status == 64 && outcome.error.contains("--timestamp '\(text)' can't be used"))
            }
        }
    }

    @Test("'--source-date-epoch' and '--rewrite-timestamp' are what the ARG and the output's field are")
    func spellings() async throws {
        try await Workspace.building(dockerfile) { work in
            try await work.build(
                "--source-date-epoch", "1000000000", "--rewrite-timestamp", "-o", "type=oci,dest=first.tar", "--load")
            #expect(try await work.inside("cat /epoch") == "1000000000")
            try await work.build(
                "--build-arg", "SOURCE_DATE_EPOCH=1000000000", "-o", "type=oci,dest=second.tar,rewrite-timestamp=true")
            try await shell("cmp first.tar second.tar", in: work.directory)
            for (options, message) in [
                (["--source-date-epoch", "today"], "--source-date-epoch 'today' can't be used"),
                (["--source-date-epoch", "1", "--timestamp", "1"], "exclude each other"),
                (["--rewrite-timestamp"], "needs an epoch"),
            ] {
                let outcome = try await work.pith.command(["build"] + options + ["context"]).run()
                #expect(outcome.status == 64 && outcome.error.contains(message))
            }
        }
    }

    @Test("'--timestamp' and '--squash' go together")
    func squashedTimestamp() async throws {
        try await Workspace.building("FROM base\nRUN echo a >/a\n") { work in
            var digests = Set<String>()
            for machine in ["first", "second"] {
                try await work.elsewhere(machine).build(
                    "--squash", "--timestamp", "7", "-o", "type=oci,dest=\(machine).tar", "--no-cache")
                digests.insert(
                    try await shell("skopeo inspect \"oci-archive:$1\" | jq -r .Digest", work.path("\(machine).tar")))
                try await shell("sleep 1.1")
            }
            #expect(digests.count == 1)
        }
    }

    @Test(
        "with 'rewrite-timestamp=true' the directories that COPY and WORKDIR make have the epoch, older files their own time"
    )
    func madeDirectories() async throws {
        let dockerfile = "FROM scratch\nWORKDIR /work/here\nCOPY old /made/for/old\nCOPY old /work/\n"
        try await Workspace.with(["Dockerfile": dockerfile, "old": "old"]) { work in
            try await shell("touch -d @900000000 context/old", in: work.directory)
            try await work.build(
                "--source-date-epoch", "1000000000", "-o", "type=oci,dest=app.tar,rewrite-timestamp=true", "--load")
            let script = """
                skopeo copy -q oci-archive:app.tar dir:image
                for layer in $(jq -r '.layers[].digest' image/manifest.json); do
                    tar -tvzf "image/${layer#sha256:}" --utc --full-time | awk '{ print $4, $6 }'
                done
                """
            #expect(
                try await shell(script, in: work.directory) == """
                    2001-09-09 work/
                    2001-09-09 work/here/
                    2001-09-09 made/
                    2001-09-09 made/for/
                    1998-07-09 made/for/old
                    2001-09-09 work/
                    1998-07-09 work/old
                    """)
            // What is kept without rewriting does not depend on the epoch.
            #expect(try await work.build("--source-date-epoch", "5").error.contains(" CACHED\n"))
        }
    }

    @Test("times can only be rewritten where there is an epoch")
    func withoutEpoch() async throws {
        try await Workspace.building("FROM base\n") { work in
            let outcome = try await work.attempt("-o", "type=oci,dest=app.tar,rewrite-timestamp=true")
            #expect(outcome.status == 64 && outcome.error.contains("needs an epoch"))
        }
    }

    @Test("files that leave as files all have the epoch's time")
    func files() async throws {
        try await Workspace.building(dockerfile) { work in
            try await work.build(
                "--build-arg", "SOURCE_DATE_EPOCH=1000000000", "-o", "out", "-o", "type=tar,dest=out.tar")
            let script = """
                find out -mindepth 1 -printf '%Ts\\n' | sort -u | cut -d. -f1
                tar -tvf out.tar --utc --full-time | awk '{ print $4, $5 }' | sort -u
                """
            #expect(try await shell(script, in: work.directory) == "1000000000\n2001-09-09 01:46:40")
        }
    }

    @Test("'--squash' makes one layer of all that the build adds to its base, with the same files")
    func squash() async throws {
        try await Workspace.building("FROM base\nRUN echo a >/a\n") { work in
            try await work.build()
            try await work.pith.succeed("tag", "app", "below")
            let below = try await work.inspect(".[0].RootFS.Layers")
            try work.write(
                "FROM below\nRUN rm /a && echo b >/b && ln /b /c\nRUN rm /b && mkdir /d && echo d >/d/d\nENV X=y\n",
                to: "context/second")
            try await work.build("-f", "context/second", "--squash")
            #expect(
                try await work.inspect("[.[0].RootFS.Layers[:-1], (.[0].RootFS.Layers | length)]")
                    == "[\(below),\(try await jq("length + 1", below))]")
            #expect(try await work.inside("cat /c /d/d; ls /a /b 2>&1 | wc -l") == "b\nd\n2")
            let history = try await work.inspect(".[0].History[-1], (.[0].History[-2].empty_layer)")
            #expect(history.contains("merge ") && history.hasSuffix("true"))
        }
    }
}
