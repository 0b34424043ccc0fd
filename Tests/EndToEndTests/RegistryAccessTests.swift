import SystemPackage
import TestServers
import Testing

/// The options of `build` and other verbs that say how registries are reached, with a real registry.
@Suite(.serialized) struct RegistryAccessTests {
    private static let dockerfile = "FROM base\nRUN echo word >/word\n"

    /// A workspace with an image `app`, and a registry that speaks TLS with a certificate of an authority of its own, and
    /// perhaps asks for a password.
    private func withRegistry(
        login: Bool = false, _ body: (Workspace, RegistryServer) async throws -> Void
    ) async throws {
        try await Workspace.building(Self.dockerfile) { work in
            try await shell("mkdir registry authority trust", in: work.directory)
            let authority = try TestAuthority(in: work.path("authority"))
            try await shell("cp authority/ca.crt trust/", in: work.directory)
            let registry = try await RegistryServer(
                in: work.path("registry"), access: login ? .login(user: "me", password: "se:cret") : .anyone,
                certificate: try authority.issue("server"))
            defer { registry.stop() }
            try await body(work, registry)
        }
    }

    @Test("'--cert-dir' trusts an authority for one command, and '--tls-verify=false' does without one")
    func certificates() async throws {
        try await withRegistry { work, registry in
            let name = "\(registry.name)/app:1"
            let refused = try await work.pith("build", "-t", name, "--push", "context")
            #expect(refused.status == 69 && refused.error.contains("certificate"))
            try await work.pith.succeed("build", "-t", name, "--push", "--cert-dir", "trust", "context")
            try await work.pith.succeed("build", "-t", name, "--push", "--tls-verify=false", "context")
            let other = work.elsewhere()
            try other.write("FROM \(name)\nRUN cat /word >/copy\n", to: "context/second")
            #expect(try await other.attempt("-f", "context/second").status == 69)
            // Nobody vouches for it, whatever the spelling.
            #expect(try await other.attempt("-f", "context/second", "--tls-verify").status == 69)
            try await other.build("-f", "context/second", "--cert-dir", "trust", "--tls-verify")
            #expect(try await other.inside("cat /copy") == "word")
            for verb in [["pull", name], ["copy", "docker://\(name)", "oci:layout:a"]] {
                #expect(try await other.pith.command(verb).run().status == 69)
                try await other.pith.command(verb + ["--cert-dir", "trust"]).succeed()
            }
            try await work.pith.succeed("push", "--cert-dir", "trust", name)
        }
    }

    @Test("'--creds' is shown to the registry that asks, and nowhere else")
    func credentials() async throws {
        try await withRegistry(login: true) { work, registry in
            let name = "\(registry.name)/app:1"
            let way = ["--tls-verify=false", "-t", name, "--push", "context"]
            #expect(try await work.pith.command(["build"] + way).run().status == 77)
            let built = try await work.pith.command(
                ["build", "--progress", "plain", "--creds", "me:se:cret"] + way
            ).succeed()
            #expect(!(built.error + built.output).contains("se:cret"))
            let wrong = try await work.pith.command(["build", "--progress", "rawjson", "--creds", "me:guessed"] + way)
                .run()
            #expect(wrong.status == 77 && !wrong.error.contains("guessed"))
            // Nothing of it is kept.
            #expect(try await shell("grep -rlF -e 'se:cret' -e guessed root docker || true", in: work.directory) == "")
            let other = work.elsewhere()
            let pull = ["pull", "--tls-verify=false", name]
            #expect(try await other.pith.command(pull).run().status == 77)
            try await other.pith.command(pull + ["--creds", "me:se:cret"]).succeed()
        }
    }

    @Test("'--authfile' is the one file with credentials, as podman and docker write it")
    func credentialFile() async throws {
        try await withRegistry(login: true) { work, registry in
            let name = "\(registry.name)/app:1"
            let script = """
                printf 'se:cret' | skopeo login --authfile right.json --tls-verify=false -u me --password-stdin "$1"
                printf '{"auths": {"%s": {"auth": "%s"}}}' "$1" "$(printf me:wrong | base64)" >wrong.json
                mkdir -p docker && cp wrong.json docker/config.json
                """
            try await shell(script, registry.name, in: work.directory)
            let way = ["--tls-verify=false", "-t", name, "--push", "context"]
            #expect(try await work.pith.command(["build"] + way).run().status == 77)
            try await work.pith.command(["build", "--authfile", "right.json"] + way).succeed()
            // Docker's file, which would do, is not looked into.
            try await shell("mv right.json docker/config.json", in: work.directory)
            try await work.pith.command(["build"] + way).succeed()
            #expect(try await work.pith.command(["build", "--authfile", "wrong.json"] + way).run().status == 77)
        }
    }

    @Test("'--retry' says how often a registry that fails is asked again, and '--retry-delay' how soon")
    func attempts() async throws {
        try await Workspace.building(Self.dockerfile) { work in
            try await shell("mkdir registry", in: work.directory)
            let registry = try await RegistryServer(in: work.path("registry"))
            defer { registry.stop() }
            try await work.pith.succeed("build", "-t", "\(registry.name)/app:1", "--push", "context")
            let proxy = try await FaultProxy(upstreamPort: registry.port)
            let name = "127.0.0.1:\(proxy.port)/app:1"
            try work.write("FROM \(name)\nCOPY Dockerfile /\n", to: "context/second")
            func asked() -> Int { proxy.requests.count { $0.target.contains("/manifests/1") } }
            let other = work.elsewhere()
            for (retries, count) in [("0", 1), ("2", 3)] {
                proxy.inject(.answer(503), path: "/manifests/1", count: count)
                let before = asked()
                let outcome = try await other.attempt(
                    "-f", "context/second", "--retry", retries, "--retry-delay", "1ms")
                #expect(outcome.status == 69)
                #expect(asked() - before == count)
            }
            proxy.inject(.answer(503), path: "/manifests/1", count: 2)
            let clock = ContinuousClock()
            let time = try await clock.measure {
                try await other.build("-f", "context/second", "--retry", "2", "--retry-delay", "1s")
            }
            // One second and two, of which half may be left out.
            #expect(time >= .milliseconds(1500))
            await proxy.stop()
        }
    }

    @Test(
        "what can't be used is refused before any registry is asked",
        arguments: [
            (["--retry", "often"], 64, "--retry 'often' is not a number"), (["--retry", "-1"], 64, "--retry"),
            (["--retry-delay", "2"], 64, "is not a duration"), (["--retry-delay", "2h"], 64, "is not a duration"),
            (["--authfile", "missing.json"], 1, "--authfile 'missing.json' can't be used: No such file"),
            (["--authfile", "context"], 64, "it is not a file"),
            (["--cert-dir", "missing"], 1, "--cert-dir 'missing' can't be used: No such file"),
            (["--cert-dir", "context/Dockerfile"], 64, "it is not a directory"),
            (["--creds", ":hidden"], 64, "--creds names no user"), (["--tls-verify=maybe"], 64, "--tls-verify"),
            (["--format", "tarball"], 64, "--format"),
        ])
    func refusals(options: [String], status: Int32, message: String) async throws {
        try await Workspace.building("FROM base\n") { work in
            let outcome = try await work.pith.command(["build"] + options + ["context"]).run()
            #expect(outcome.status == status && outcome.error.contains(message))
            #expect(!outcome.error.contains("hidden"))
        }
    }

    @Test("'--creds' without a password needs a terminal to ask on")
    func prompt() async throws {
        try await Workspace.building("FROM base\n") { work in
            var work = work
            work.pith.wrapper = ["setsid", "--wait"]
            let outcome = try await work.attempt("--creds", "me")
            #expect(outcome.status == 64 && outcome.error.contains("there is no terminal to ask on"))
            #expect(outcome.error.contains("--authfile"))
        }
    }

    @Test("'--format docker' gives what is pushed docker's media types, and 'push' has it too")
    func format() async throws {
        try await Workspace.building(Self.dockerfile) { work in
            try await shell("mkdir registry", in: work.directory)
            let registry = try await RegistryServer(in: work.path("registry"))
            defer { registry.stop() }
            let name = "\(registry.name)/app"
            func types(_ tag: String) async throws -> String {
                let manifest = try await shell(
                    "skopeo inspect --raw --tls-verify=false \"docker://$1\"", "\(name):\(tag)")
                return try await jq("[.mediaType, .config.mediaType, .layers[].mediaType] | unique[]", manifest)
            }
            let docker = """
                application/vnd.docker.container.image.v1+json
                application/vnd.docker.distribution.manifest.v2+json
                application/vnd.docker.image.rootfs.diff.tar.gzip
                """
            try await work.pith.succeed("build", "--format", "docker", "-t", "\(name):1", "--push", "context")
            #expect(try await types("1") == docker)
            try await work.pith.succeed("tag", "\(name):1", "\(name):2")
            try await work.pith.succeed("push", "\(name):2")
            #expect(try await types("2").contains("vnd.oci.image.manifest"))
            try await work.pith.succeed("push", "--format", "docker", "\(name):2")
            #expect(try await types("2") == docker)
            // An output's own fields go before it.
            try await work.pith.succeed(
                "build", "--format", "docker", "-t", "\(name):3", "-o", "type=registry,oci-mediatypes=true", "context")
            #expect(try await types("3").contains("vnd.oci.image.manifest"))
            try await work.pith.succeed(
                "build", "--format", "docker", "--platform", "linux/amd64,linux/arm64", "-f", "-", "-t", "\(name):4",
                "--push", "--iidfile", "id", "context", input: "FROM scratch\nCOPY Dockerfile /\n")
            let index = try await shell("skopeo inspect --raw --tls-verify=false \"docker://$1:4\"", name)
            #expect(try await jq(".mediaType", index) == "application/vnd.docker.distribution.manifest.list.v2+json")
            let digest = try await shell("printf %s \"$1\" | sha256sum | cut -d' ' -f1", index)
            #expect(try await shell("cat id", in: work.directory) == "sha256:\(digest)")
        }
    }
}
