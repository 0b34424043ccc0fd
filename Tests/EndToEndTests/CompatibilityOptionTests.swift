import Testing

@Suite(.serialized) struct CompatibilityOptionTests {
    @Test("what docker's recipes add, and what is done anyway, is taken")
    func accepted() async throws {
        try await Workspace.building("FROM base\n") { work in
            try await work.build(
                "--provenance=false", "--sbom=false", "--attest", "type=provenance,disabled=true", "--builder", "x",
                "--rm", "--force-rm", "--load")
            try await work.pith.succeed("buildx", "--builder", "x", "build", "-t", "app", "context")
        }
    }

    @Test(
        "attestations are refused, with the way to go on without",
        arguments: [["--provenance=mode=max"], ["--sbom=true"], ["--attest", "type=sbom"]])
    func attestations(options: [String]) async throws {
        try await Workspace.building("FROM base\n") { work in
            let outcome = try await work.pith.command(["build"] + options + ["context"]).run()
            #expect(outcome.status == 64 && outcome.error.contains("attestations are not made yet"))
        }
    }

    @Test("several outputs of one build hold the same image, and '--metadata-file' says which")
    func outputs() async throws {
        try await Workspace.building("FROM base\n") { work in
            try await work.build(
                "-o", "type=oci,dest=app.tar", "-o", "type=docker,dest=docker.tar", "-o", "type=image", "-o", "out",
                "--metadata-file", "metadata.json")
            let told = try await shell("cat metadata.json", in: work.directory)
            let digest = try await shell("skopeo inspect oci-archive:app.tar | jq -r .Digest", in: work.directory)
            #expect(try await jq(".\"containerimage.digest\"", told) == digest)
            #expect(try await jq(".\"containerimage.descriptor\".digest", told) == digest)
            #expect(try await jq(".\"containerimage.config.digest\"", told) == work.inspect(".[0].Id"))
            #expect(try await jq(".\"image.name\"", told) == "docker.io/library/app:latest")
            #expect(work.exists("out/bin/busybox") && work.exists("docker.tar"))
        }
    }

    @Test("annotations are in the manifest that they name, and refused where nothing carries them")
    func annotations() async throws {
        try await Workspace.with(["Dockerfile": "FROM scratch\nCOPY Dockerfile /\n"]) { work in
            try await work.build(
                "--platform", "linux/amd64,linux/arm64", "-o", "type=oci,dest=app.tar", "--annotation", "a=1",
                "--annotation", "index:b=2", "--annotation", "manifest[linux/arm64]:org.example.c=3:4",
                "--annotation", "manifest-descriptor:d=5")
            let index = try await shell("skopeo inspect --raw oci-archive:app.tar", in: work.directory)
            #expect(try await jq("[.annotations.b, .manifests[].annotations.d] | join(\" \")", index) == "2 5 5")
            let script = """
                for arch in amd64 arm64; do
                    skopeo copy -q --override-arch $arch oci-archive:app.tar dir:$arch
                    jq -c .annotations $arch/manifest.json
                done
                """
            #expect(
                try await shell(script, in: work.directory) == "{\"a\":\"1\"}\n{\"a\":\"1\",\"org.example.c\":\"3:4\"}")
            let kept = try await work.attempt("--annotation", "a=1")
            #expect(kept.status == 64 && kept.error.contains("type=oci"))
            let index2 = try await work.attempt("--annotation", "index:a=1", "-o", "type=oci,dest=app.tar")
            #expect(index2.status == 64 && index2.error.contains("index"))
        }
    }

    @Test("ARGs come from a file too, '--build-arg' goes before it, and the Dockerfile from an address")
    func files() async throws {
        let dockerfile = "\(Workspace.base)FROM base\nARG A\nARG B\nRUN echo \"$A $B\" >/args\n"
        try await Workspace.with(["arguments": "# comment\n\nA=1\nB=two words\n"]) { work in
            try work.write(dockerfile, to: "served/Dockerfile")
            let server = try await FileServer(of: work.path("served"))
            try await work.build(
                "--build-arg-file", "context/arguments", "--build-arg", "A=0", "-f", "\(server.address)/Dockerfile")
            await server.stop()
            #expect(try await work.inside("cat /args") == "0 two words")
        }
    }
}
