import SystemPackage
import TestServers
import Testing

/// Where an image's name leads: what the machine's files and variables say, as the program follows them.
@Suite(.serialized) struct RegistryRouteTests {
    /// A workspace with a small image, and a registry that has it as `team/app:1`.
    private func withImage(
        certificate: (Workspace) throws -> TestCertificate? = { _ in nil },
        _ body: (inout Workspace, RegistryServer) async throws -> Void
    ) async throws {
        try await Workspace.with(["Dockerfile": "FROM scratch\nCOPY word /\n", "word": "word\n"]) { work in
            try await shell("mkdir registry authority", in: work.directory)
            let certificate = try certificate(work)
            let registry = try await RegistryServer(in: work.path("registry"), certificate: certificate)
            defer { registry.stop() }
            try await work.build("-o", "type=oci,dest=image.tar")
            try await shell(
                "skopeo copy --quiet --dest-tls-verify=false oci-archive:image.tar docker://$1/team/app:1",
                registry.name, in: work.directory)
            var other = work.elsewhere()
            try await body(&other, registry)
        }
    }

    /// Makes the program read these lines as `registries.conf`.
    private func configure(_ work: inout Workspace, _ text: String) throws {
        try work.write(text, to: "registries.conf")
        work.pith.environment["CONTAINERS_REGISTRIES_CONF"] = work.path("registries.conf")
    }

    @Test("a name leads to the place that registries.conf gives for it, past a mirror that is down")
    func rewriting() async throws {
        try await withImage { work, registry in
            try configure(
                &work,
                """
                [[registry]]
                prefix = "images.test/ours"
                location = "\(registry.name)/team"
                insecure = true
                [[registry.mirror]]
                location = "127.0.0.1:9"
                insecure = true
                """)
            let pulled = try await work.pith.command(["pull", "images.test/ours/app:1"]).succeed()
            #expect(pulled.output == "images.test/ours/app:1\n")
            #expect(pulled.error.contains("127.0.0.1:9"))
            try work.write("FROM images.test/ours/app:1\nCOPY word /again\n", to: "context/Dockerfile")
            try await work.build()
        }
    }

    @Test("a mirror serves what the registry would")
    func mirror() async throws {
        try await withImage { work, registry in
            try configure(
                &work,
                """
                [[registry]]
                prefix = "images.test"
                location = "127.0.0.1:9"
                insecure = true
                [[registry.mirror]]
                location = "\(registry.name)"
                insecure = true
                """)
            try await work.pith.succeed("pull", "images.test/team/app:1")
        }
    }

    @Test("a blocked registry is asked nothing, and the file that blocks it is named")
    func blocked() async throws {
        try await withImage { work, registry in
            try configure(&work, "[[registry]]\nlocation = \"\(registry.name)\"\nblocked = true\n")
            let name = "\(registry.name)/team/app:1"
            for arguments in [["pull", name], ["copy", "oci-archive:image.tar", "docker://\(name)"]] {
                let outcome = try await work.pith.command(arguments).run()
                #expect(outcome.status == 77 && outcome.error.contains("is blocked by"), "\(outcome.error)")
                #expect(outcome.error.contains(work.path("registries.conf")))
            }
        }
    }

    @Test("a short name is an alias, or looked for where registries.conf says")
    func shortNames() async throws {
        try await withImage { work, registry in
            try configure(
                &work,
                """
                unqualified-search-registries = ["\(registry.name)"]
                [aliases]
                "ours" = "\(registry.name)/team/app"
                [[registry]]
                location = "\(registry.name)"
                insecure = true
                """)
            #expect(try await work.pith.succeed("pull", "ours:1") == "\(registry.name)/team/app:1")
            #expect(try await work.pith.succeed("pull", "team/app:1") == "\(registry.name)/team/app:1")
        }
    }

    @Test("a registry's own authority is trusted once its certificate lies in certs.d, and not before")
    func certificates() async throws {
        try await withImage(
            certificate: { work in try TestAuthority(in: work.path("authority")).issue("registry") }
        ) { work, registry in
            try configure(&work, "")
            work.pith.environment["HOME"] = work.path("home")
            let name = "\(registry.name)/team/app:1"
            let refused = try await work.pith("pull", name)
            #expect(refused.status == 69)
            #expect(refused.error.contains("certs.d/\(registry.name)"), "\(refused.error)")
            let install = "mkdir -p \"$1\" && cp authority/ca.crt \"$1\""
            try await shell(install, "home/.config/docker/certs.d/\(registry.name)", in: work.directory)
            try await work.pith.succeed("pull", name)
            try await work.pith.succeed("push", name)
        }
    }

    @Test("a registry is reached through the proxy that a variable names, with the proxy's password")
    func proxy() async throws {
        try await withImage { work, registry in
            let name = "registry.test:\(registry.port)"
            try configure(&work, "[[registry]]\nlocation = \"\(name)\"\ninsecure = true\n")
            let proxy = try await ForwardProxy(login: "me:secret")
            work.pith.environment["http_proxy"] = "http://me:secret@127.0.0.1:\(proxy.port)"
            work.pith.environment["https_proxy"] = work.pith.environment["http_proxy"]
            try await work.pith.succeed("pull", "\(name)/team/app:1")
            #expect(proxy.requests.contains { $0.target.contains("http://\(name)/v2/team/app/manifests/1") })
            await proxy.stop()
        }
    }
}
