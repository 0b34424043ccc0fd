import SystemPackage
import TestServers
import Testing

/// Images between stores by way of a real registry, with skopeo as the other party.
@Suite(.serialized) struct RegistryTests {
    private let dockerfile = "FROM base\nRUN echo word > /word && chmod 4755 /bin/busybox\nENV A=b\n"

    /// A workspace with an image built from `dockerfile`, and a registry.
    private func withRegistry(
        access: RegistryServer.Access = .anyone, _ body: (Workspace, RegistryServer) async throws -> Void
    ) async throws {
        try await Workspace.building(dockerfile) { work in
            try await shell("mkdir registry", in: work.directory)
            let registry = try await RegistryServer(in: work.path("registry"), access: access)
            defer { registry.stop() }
            try await body(work, registry)
        }
    }

    @Test("what is pushed can be pulled elsewhere: the same ID, digest and files")
    func roundTrip() async throws {
        try await withRegistry { work, registry in
            let name = "\(registry.name)/team/app:1"
            try await work.pith.succeed("build", "-t", name, "--push", "context")
            let other = work.elsewhere()
            #expect(try await other.pith.succeed("pull", name) == name)
            #expect(try await other.pith.succeed("run", "--rm", name, "cat", "/word") == "word")
            #expect(try await other.pith.succeed("images", "-q") == work.pith.succeed("images", "-q"))
            let digest = try await shell(
                "skopeo inspect --tls-verify=false --format '{{.Digest}}' \"docker://$1\"", name)
            for pith in [work.pith, other.pith] {
                let inspection = try await pith.succeed("inspect", name)
                #expect(try await jq(".[0].RepoDigests[0]", inspection) == "\(registry.name)/team/app@\(digest)")
            }
            // By its digest, from the store.
            registry.stop()
            let byDigest = "\(registry.name)/team/app@\(digest)"
            #expect(try await other.pith.succeed("run", "--rm", byDigest, "cat", "/word") == "word")
        }
    }

    @Test(
        "images that skopeo pushed are pulled, whatever their form",
        arguments: [
            "--format v2s2", "--format oci", "--format oci --dest-compress-format zstd", "--dest-decompress",
        ])
    func foreignForms(options: String) async throws {
        try await withRegistry { work, registry in
            try await work.build("-o", "type=oci,dest=image.tar")
            let name = "\(registry.name)/app:1"
            // skopeo decompresses into directories only.
            let script =
                options == "--dest-decompress"
                ? "skopeo copy --dest-decompress oci-archive:image.tar dir:d && skopeo copy --dest-tls-verify=false dir:d docker://$1"
                : "skopeo copy \(options) --dest-tls-verify=false oci-archive:image.tar docker://$1"
            try await shell(script, name, in: work.directory)
            let other = work.elsewhere()
            try await other.pith.succeed("pull", name)
            #expect(try await other.pith.succeed("run", "--rm", name, "stat", "-c", "%a", "/bin/busybox") == "4755")
            // It goes on as it came.
            let copy = "\(registry.name)/copy:1"
            try await other.pith.succeed("tag", name, copy)
            try await other.pith.succeed("push", copy)
            let digests = try await shell(
                "for i in \"$@\"; do skopeo inspect --tls-verify=false --format '{{.Digest}}' docker://$i; done | uniq | wc -l",
                name, copy)
            #expect(digests == "1")
        }
    }

    @Test("podman pulls what was pushed, and what podman pushes is pulled, as OCI and as docker's schema 2")
    func podman() async throws {
        try await withRegistry { work, registry in
            let name = "\(registry.name)/app:1"
            try await work.pith.succeed("build", "-t", name, "--push", "context")
            let script = """
                podman() {
                    command podman --root "$PWD/podman/root" --runroot "$PWD/podman/run" --storage-driver vfs "$@"
                }
                podman pull --quiet --tls-verify=false "$1:1"
                for format in oci v2s2; do
                    podman push --quiet --tls-verify=false --format $format "$1:1" "$1:$format"
                done
                """
            let identity = try await shell(script, "\(registry.name)/app", in: work.directory)
            let other = work.elsewhere()
            for tag in ["oci", "v2s2"] {
                try await other.pith.succeed("pull", "\(registry.name)/app:\(tag)")
                let run = try await other.pith.succeed(
                    "run", "--rm", "\(registry.name)/app:\(tag)", "sh", "-c", "cat /word; stat -c %a /bin/busybox")
                #expect(run == "word\n4755")
            }
            let inspection = try await other.pith.succeed("inspect", "\(registry.name)/app:oci")
            #expect(try await jq(".[0].Id", inspection) == "sha256:\(identity)")
        }
    }

    @Test("all tags of a name are pushed, as skopeo lists them, and pulled")
    func allTags() async throws {
        try await withRegistry { work, registry in
            let name = "\(registry.name)/team/app"
            try await work.build("-t", "\(name):1", "-t", "\(name):2", "-t", "\(registry.name)/team/other:3")
            try await work.pith.succeed("push", "--all-tags", name)
            let tags = try await shell("skopeo list-tags --tls-verify=false docker://$1 | jq -c '.Tags | sort'", name)
            #expect(tags == #"["1","2"]"#)
            let other = work.elsewhere()
            let pulled = try await other.pith.succeed("pull", "--all-tags", name).split(separator: "\n").sorted()
            #expect(pulled == ["\(name):1", "\(name):2"])
            #expect(try await other.pith.succeed("images", "-q", name) == work.pith.succeed("images", "-q", "app"))
            for verb in ["pull", "push"] {
                #expect(try await work.pith(verb, "-a", "\(name):1").status == 64)
            }
        }
    }

    @Test("an image that is not there, by its tag or by its digest, is said to be missing")
    func missing() async throws {
        try await withRegistry { work, registry in
            let digest = "sha256:" + String(repeating: "ab", count: 32)
            for name in ["\(registry.name)/nothing:1", "\(registry.name)/nothing@\(digest)"] {
                let outcome = try await work.pith("pull", name)
                #expect(outcome.status == 1 && outcome.output == "" && outcome.error.contains(name))
            }
        }
    }

    @Test(
        "FROM takes an image from a registry, once; --pull asks again, --pull=newer as far as it can, --pull=never not")
    func base() async throws {
        try await withRegistry { work, registry in
            try await work.build()
            let name = "\(registry.name)/base:1"
            try await work.pith.succeed("tag", "app", name)
            try await work.pith.succeed("push", name)
            let other = work.elsewhere()
            try other.write("FROM \(name)\nRUN cat /word > /copy\n", to: "context/Dockerfile")
            let never = try await other.attempt("--pull=never")
            #expect(never.status == 1 && never.error.contains("no source has it"))
            let outcome = try await other.build()
            #expect(outcome.error.contains("registry \(registry.name)"))
            #expect(try await other.inside("cat /copy; echo $A") == "word\nb")
            registry.stop()
            try await other.build("--no-cache")
            try await other.build("--no-cache", "--pull=newer")
            try await other.build("--no-cache", "--pull=never")
            let renewed = try await other.attempt("--pull")
            #expect(renewed.status == 69)
            #expect(renewed.error.contains("Dockerfile:1:6: error: ") && renewed.error.contains(registry.name))
        }
    }

    @Test("a registry that wants a password gets it after a login, and refuses before and after")
    func login() async throws {
        try await withRegistry(access: .login(user: "me", password: "secret")) { work, registry in
            try await work.build()
            let name = "\(registry.name)/app:1"
            try await work.pith.succeed("tag", "app", name)
            let refused = try await work.pith("push", name)
            #expect(refused.status == 77)
            #expect(refused.error.contains("pith login \(registry.name)"))
            let wrong = try await work.pith(
                "login", "-u", "me", "--password-stdin", registry.name, input: "guess\n")
            #expect(wrong.status == 77)
            #expect(!wrong.error.contains("guess"))
            let login = ["login", "-u", "me", "--password-stdin", registry.name]
            let outcome = try await work.pith.command(login, input: "secret\n").succeed()
            #expect(outcome.output == "Login Succeeded\n")
            #expect(!outcome.error.contains("secret"))
            try await work.pith.succeed("push", name)
            let judged = "skopeo inspect --tls-verify=false --authfile docker/config.json docker://$1"
            try await shell(judged, name, in: work.directory)
            try await work.pith.succeed("logout", registry.name)
            #expect(try await work.elsewhere().pith("pull", name).status == 77)
        }
    }

    @Test("a pull that was cut goes on where it was")
    func resumption() async throws {
        try await withRegistry { work, registry in
            let random = "FROM base\nRUN head -c 8000000 /dev/urandom > /random\n"
            try work.write(Workspace.base + random, to: "context/Dockerfile")
            try await work.build()
            let proxy = try await FaultProxy(upstreamPort: registry.port)
            let (direct, name) = ("\(registry.name)/app:1", "127.0.0.1:\(proxy.port)/app:1")
            try await work.pith.succeed("tag", "app", direct)
            try await work.pith.succeed("push", direct)
            let blobs = try await shell(
                "skopeo inspect --tls-verify=false --raw docker://$1 | jq -r '.layers | max_by(.size).digest'", direct)
            // More cuts than one command takes, each after some more bytes.
            proxy.inject(.cut(afterBytes: 10_000), method: "GET", path: blobs, count: 8)
            let other = work.elsewhere()
            let failed = try await other.pith("pull", name)
            #expect(failed.status == 69)
            #expect(failed.error.contains(name.prefix { $0 != "/" }) && failed.error.contains("app"))
            #expect(try await other.pith.succeed("images", "-q") == "")
            let asked = proxy.requests.count
            while try await other.pith("pull", name).status != 0 {}
            let ranges = proxy.requests.dropFirst(asked).filter { $0.target.contains(blobs) }.map { $0.header("Range") }
            #expect(ranges.first.map { $0?.hasPrefix("bytes=") == true && $0 != "bytes=0-" } == true)
            let sum = try await work.pith.succeed("run", "--rm", "app", "sha256sum", "/random")
            #expect(try await other.pith.succeed("run", "--rm", name, "sha256sum", "/random") == sum)
            await proxy.stop()
        }
    }

    @Test("one build goes to several names and with another compression, as other tools see it")
    func outputs() async throws {
        try await withRegistry { work, registry in
            let names = "\(registry.name)/a:1,\(registry.name)/b:2"
            let output = "type=registry,\"name=\(names)\",compression=zstd,force-compression=true"
            try await work.pith.succeed("build", "-o", output, "context")
            for name in names.split(separator: ",") {
                let manifest = try await shell("skopeo inspect --raw --tls-verify=false docker://$1", String(name))
                #expect(
                    try await jq("[.layers[].mediaType] | unique", manifest)
                        == #"["application/vnd.oci.image.layer.v1.tar+zstd"]"#)
            }
            #expect(try await work.pith("build", "--push", "context").status == 64)
        }
    }
}
