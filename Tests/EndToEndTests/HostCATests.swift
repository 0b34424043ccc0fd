import Glibc
import TestServers
import Testing

/// `--host-ca`: RUN steps trust the authorities of the machine, and nothing of it is left.
@Suite(.serialized) struct HostCATests {
    /// Says what a step sees of a bundle, in progress only.
    private static let looking = """
        FROM base
        RUN echo "sees ${SSL_CERT_FILE:-none} $(sha256sum ${SSL_CERT_FILE:-/dev/null} | cut -c -64)"; echo made >/made

        """

    /// Runs `body` with a workspace that has a test authority in `authority/ca.crt`, and its path.
    private func withAuthority(
        _ dockerfile: String = looking, _ body: (Workspace, TestAuthority) async throws -> Void
    ) async throws {
        try await Workspace.building(dockerfile) { work in
            try await shell("mkdir authority", in: work.directory)
            try await body(work, try TestAuthority(in: work.path("authority")))
        }
    }

    /// What progress says where a step sees this bundle.
    private func seen(_ bundle: String) async throws -> String {
        "sees /dev/host-ca/ca-certificates.crt \(try await shell("sha256sum \"$1\" | cut -c -64", bundle))"
    }

    @Test(
        "an image is the same to the last byte with and without, where a step's root has no place for the files either")
    func trace() async throws {
        let dockerfile = """
            FROM base AS tools
            RUN echo "sees ${SSL_CERT_FILE:-none}"; mkdir -p /dev /run && touch -d @7 /dev /run && echo made >/made
            USER 7:8
            RUN echo "sees $(head -n 1 ${NODE_EXTRA_CA_CERTS:-/dev/null})"; ! touch /dev/host-ca/new 2>/dev/null
            FROM scratch
            COPY busybox /busybox
            RUN ["/busybox", "sh", "-c", "/busybox env | /busybox grep -c host-ca; exec /busybox touch -d @7 /new"]
            COPY --from=tools /made /made
            """
        try await withAuthority(dockerfile) { work, authority in
            let options = ["--timestamp", "1700000000", "--no-cache", "-o"]
            let with = try await work.attempt(
                "--host-ca-file", authority.certificate, options[0], options[1], options[2], options[3],
                "type=oci,dest=with.tar")
            #expect(with.status == 0 && with.error.contains("sees /dev/host-ca/ca-certificates.crt"), "\(with.error)")
            #expect(with.error.contains("sees -----BEGIN CERTIFICATE-----"), "\(with.error)")
            let without = try await work.elsewhere().attempt(
                options[0], options[1], options[2], options[3], "type=oci,dest=without.tar")
            #expect(without.status == 0 && without.error.contains("sees none"), "\(without.error)")
            try await shell("cmp with.tar without.tar", in: work.directory)
            let names = try await layerNames(of: work.path("with.tar"))
            #expect(names.sorted() == ["busybox", "made", "new"])
        }
    }

    @Test("the cache knows nothing of it: a step that ran with one bundle serves builds with another and with none")
    func cache() async throws {
        try await withAuthority { work, authority in
            try await work.build("--host-ca-file", authority.certificate)
            let id = try await work.inspect(".[0].Id")
            for options in [["--host-ca"], ["--no-host-ca"]] {
                let outcome = try await work.attempt(options[0])
                #expect(outcome.status == 0 && !outcome.error.contains("sees /dev"), "\(outcome.error)")
                #expect(try await work.inspect(".[0].Id") == id)
            }
            let shown = try await work.inspect("tostring")
            #expect(!shown.contains("host-ca"))
        }
    }

    @Test("the bundle is that of --host-ca-file, else of SSL_CERT_FILE, else the machine's own")
    func choice() async throws {
        try await withAuthority { work, authority in
            var work = work
            let machine = "/etc/ssl/certs/ca-certificates.crt"
            #expect(try await work.build("--no-cache").error.contains("sees none"))
            work.pith.environment["SSL_CERT_FILE"] = ""
            #expect(try await work.build("--no-cache", "--host-ca").error.contains(seen(machine)))
            work.pith.environment["SSL_CERT_FILE"] = authority.certificate
            #expect(try await work.build("--no-cache", "--host-ca").error.contains(seen(authority.certificate)))
            let file = try await work.build("--no-cache", "--host-ca-file", machine)
            #expect(file.error.contains(try await seen(machine)))
        }
    }

    @Test("the configuration can say so for all builds, and an option that it is not so for one")
    func configuration() async throws {
        try await withAuthority { work, authority in
            var work = work
            work.pith.environment["SSL_CERT_FILE"] = authority.certificate
            try work.write("host-ca = true\n", to: "configuration/pith/pith.toml")
            #expect(try await work.build("--no-cache").error.contains(seen(authority.certificate)))
            #expect(try await work.build("--no-cache", "--no-host-ca").error.contains("sees none"))
            try work.write("host-ca = \"yes\"\n", to: "configuration/pith/pith.toml")
            let refused = try await work.attempt()
            #expect(refused.status == 64 && refused.error.contains("'host-ca' must be true or false"))
        }
    }

    @Test(
        "what a stage says itself is kept: bundles of its own, other than the usual one of its image, and its options for Java beside the trust store"
    )
    func own() async throws {
        let dockerfile = """
            FROM base
            ENV PIP_CERT=/own.pem REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt JAVA_TOOL_OPTIONS=-Xmx1g
            ARG CURL_CA_BUNDLE=/argument.pem
            RUN --mount=type=secret,id=bundle,env=GIT_SSL_CAINFO env | grep -E 'CERT|CA_|CAINFO|JAVA' | sort >/seen
            """
        try await withAuthority(dockerfile) { work, authority in
            try work.write("secret.pem", to: "secret")
            try await work.build("--host-ca-file", authority.certificate, "--secret", "id=bundle,src=secret")
            let bundle = "/dev/host-ca/ca-certificates.crt"
            #expect(
                try await work.inside("cat /seen") == """
                    CARGO_HTTP_CAINFO=\(bundle)
                    CURL_CA_BUNDLE=/argument.pem
                    GIT_SSL_CAINFO=secret.pem
                    JAVA_TOOL_OPTIONS=-Xmx1g -Djavax.net.ssl.trustStore=/dev/host-ca/cacerts
                    NODE_EXTRA_CA_CERTS=\(bundle)
                    PIP_CERT=/own.pem
                    REQUESTS_CA_BUNDLE=\(bundle)
                    SSL_CERT_FILE=\(bundle)
                    """)
        }
    }

    @Test("a container has the authorities where 'run' is asked for them, also one of a step that failed")
    func container() async throws {
        try await withAuthority { work, authority in
            let look = "echo sees ${SSL_CERT_FILE:-none} $(sha256sum ${SSL_CERT_FILE:-/dev/null} | cut -c -64)"
            try await work.build()
            let options = ["--host-ca-file", authority.certificate]
            let shown = try await work.pith.succeed("run", options[0], options[1], "app", "/bin/sh", "-c", look)
            #expect(try await shown == seen(authority.certificate))
            #expect(try await work.inside(look).hasPrefix("sees none"))
            try work.write(Workspace.base + "FROM base\nRUN false\n", to: "context/Dockerfile")
            #expect(try await work.attempt("--host-ca").status == 1)
            let failed = try await work.pith.succeed("run", "--failed", options[0], options[1], "sh", "-c", look)
            #expect(try await failed == seen(authority.certificate))
        }
    }

    @Test(
        "an ordinary user's steps have them too, whoever they run as and whatever the umask is",
        .enabled(if: getuid() == 0, "makes a user, which needs root"))
    func ordinaryUser() async throws {
        let dockerfile = "FROM base\nUSER 7:8\nRUN echo \"sees $(head -n 1 $SSL_CERT_FILE)\"; wc -c <$PIP_CERT\n"
        try await withAuthority(dockerfile) { work, authority in
            try await work.asOrdinaryUser { user in
                var user = user
                user.pith.wrapper += ["sh", "-c", "umask 077; exec \"$@\"", "sh"]
                let outcome = try await user.build("--host-ca-file", authority.certificate)
                #expect(outcome.error.contains("sees -----BEGIN CERTIFICATE-----"), "\(outcome.error)")
            }
        }
    }

    @Test(
        "a bundle that can't be used ends the build with its name",
        arguments: [
            (["--host-ca-file", "missing.pem"], "", 1, "--host-ca-file 'missing.pem' can't be used: No such file"),
            (["--host-ca-file", "context"], "", 64, "can't be read: Is a directory"),
            (
                ["--host-ca-file", "context/Dockerfile"], "", 1,
                "Dockerfile' can't be used: it has no certificate in PEM"
            ),
            (["--host-ca"], "/missing.pem", 64, "'/missing.pem' can't be read: No such file"),
            (["--no-host-ca", "--host-ca-file", "x"], "", 64, "--no-host-ca and --host-ca-file exclude each other"),
        ])
    func refusals(options: [String], variable: String, status: Int32, message: String) async throws {
        try await Workspace.building(Self.looking) { work in
            var work = work
            work.pith.environment["SSL_CERT_FILE"] = variable
            let outcome = try await work.pith.command(["build"] + options + ["context"]).run()
            #expect(outcome.status == status && outcome.error.contains(message), "\(outcome.status) \(outcome.error)")
        }
    }

    @Test("a machine without a bundle is told of it", .enabled(if: getuid() == 0, "hides files, which needs root"))
    func none() async throws {
        try await Workspace.building(Self.looking) { work in
            var work = work
            let script =
                "for path in /etc/ssl /etc/pki; do [ ! -e $path ] || mount -t tmpfs none $path; done; exec \"$@\""
            work.pith.wrapper = ["unshare", "--mount", "sh", "-euc", script, "sh"]
            work.pith.environment["SSL_CERT_FILE"] = ""
            let outcome = try await work.attempt("--host-ca")
            #expect(outcome.status == 1 && outcome.error.contains("the host has no CA bundle"), "\(outcome.error)")
            #expect(outcome.error.contains("help: apt-get install ca-certificates"))
        }
    }
}
