import SystemPackage
import Testing

/// Archives of images of several platforms.
@Suite(.serialized) struct LoadTests {
    /// A workspace with an archive of one image for two platforms, written by skopeo, under the name `app:2`.
    private func withArchive(_ body: (Workspace) async throws -> Void) async throws {
        let dockerfile = "FROM scratch\nARG TARGETARCH\nCOPY $TARGETARCH /which\n"
        let files = ["Dockerfile": dockerfile, "amd64": "A\n", "arm64": "B\n"]
        try await Workspace.with(files) { work in
            try await work.build("--platform", "linux/arm64,linux/amd64", "-o", "type=oci,dest=built.tar")
            try await shell("skopeo copy -q --all oci-archive:built.tar oci-archive:app.tar:app:2", in: work.directory)
            try await body(work.elsewhere())
        }
    }

    private func platforms(_ work: Workspace, _ name: String = "app:2") async throws -> String {
        try await jq("map(.Architecture) | join(\" \")", work.pith.succeed("inspect", name))
    }

    @Test("all platforms of an archive are loaded under the name, and saved again as one index")
    func all() async throws {
        try await withArchive { work in
            #expect(try await work.pith.succeed("load", "-i", "app.tar") == "Loaded image: app:2")
            #expect(try await platforms(work) == "arm64 amd64")
            try await work.pith.succeed("save", "--format", "oci", "-o", "again.tar", "app:2")
            let filter = "[.manifests[].platform.architecture] | join(\" \")"
            let index = try await shell("skopeo inspect --raw oci-archive:again.tar", in: work.directory)
            #expect(try await jq(filter, index) == "arm64 amd64")
            // skopeo finds the same files in what was saved as in what was loaded.
            let layers = """
                for archive in app.tar again.tar; do
                    for architecture in arm64 amd64; do
                        skopeo inspect --override-arch $architecture --config oci-archive:$archive | jq -c .rootfs
                    done | sha256sum
                done | uniq | wc -l
                """
            #expect(try await shell(layers, in: work.directory) == "1")
        }
    }

    @Test("one platform of an archive is loaded alone where it is chosen")
    func chosen() async throws {
        try await withArchive { work in
            try await work.pith.succeed("load", "--platform", "linux/arm64", "-i", "app.tar")
            #expect(try await platforms(work) == "arm64")
            let missing = try await work.pith("load", "--platform", "linux/s390x", "-i", "app.tar")
            #expect(missing.status == 1 && missing.error.contains("linux/s390x"))
            #expect(missing.error.contains("linux/arm64, linux/amd64"))
            #expect(try await platforms(work) == "arm64")
        }
    }

    /// Docker saves what it pulled for one platform with the index of all.
    @Test("an index that lists more than the archive has is loaded with what there is")
    func partial() async throws {
        try await withArchive { work in
            let removal = """
                mkdir layout && tar -C layout -xf app.tar && cd layout
                index=$(jq -r '.manifests[0].digest | sub(":"; "/")' index.json)
                rm "blobs/$(jq -r '.manifests[] | select(.platform.architecture == "arm64").digest | sub(":"; "/")' "blobs/$index")"
                tar -cf ../partial.tar .
                """
            try await shell(removal, in: work.directory)
            #expect(try await work.pith.succeed("load", "-i", "partial.tar") == "Loaded image: app:2")
            #expect(try await platforms(work) == "amd64")
            let missing = try await work.pith("load", "--platform", "linux/arm64", "-i", "partial.tar")
            #expect(missing.status == 1 && missing.error.contains("is missing"), "\(missing.error)")
        }
    }
}
