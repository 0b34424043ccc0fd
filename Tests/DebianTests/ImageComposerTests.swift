import Debian
import Diagnostics
import ImageModel
import Testing

struct ImageComposerTests {
    private static let head = "distribution = \"debian13\"\n"

    @Test(
        "a package's files are unpacked with their modes, owned by root, dated 1970",
        arguments: ["xz", "zstd", "gzip", "none"])
    func files(compression: String) async throws {
        let scratch = try CompositionScratch()
        defer { scratch.remove() }
        let package = TestPackage(
            name: "tool", files: ["usr/bin/tool": "hello", "usr/bin/alias": "-> tool", "var/empty/": ""],
            compression: compression)
        let draft = try await scratch.compose("\(Self.head)packages = [\"tool\"]", [package])
        let listed = try await scratch.list(draft)
        #expect(listed.contains("-rw-r--r-- 0/0 5 1970-01-01 00:00:00 usr/bin/tool"))
        #expect(listed.contains("lrwxrwxrwx 0/0 0 1970-01-01 00:00:00 usr/bin/alias -> tool"))
        #expect(listed.contains("drwxr-xr-x 0/0 0 1970-01-01 00:00:00 var/empty/"))
        #expect(try await scratch.content("usr/bin/tool", of: draft) == "hello")
    }

    @Test("scanners find each package in /var/lib/dpkg/status.d")
    func status() async throws {
        let scratch = try CompositionScratch()
        defer { scratch.remove() }
        let draft = try await scratch.compose(
            "\(Self.head)packages = [\"tool\"]", [TestPackage(name: "tool", files: ["usr/bin/tool": "hello"])])
        let control = try await scratch.content("var/lib/dpkg/status.d/tool", of: draft)
        #expect(control.hasPrefix("Package: tool\nVersion: 1\n"))
    }

    @Test("the same lock gives the same image, whatever the order of its packages")
    func reproducible() async throws {
        let (first, second) = (try CompositionScratch(), try CompositionScratch())
        defer {
            first.remove()
            second.remove()
        }
        let packages = [
            TestPackage(name: "a", files: ["usr/share/a": "1"]), TestPackage(name: "b", files: ["usr/share/b": "2"]),
        ]
        let specification = "\(Self.head)packages = [\"a\", \"b\"]"
        #expect(try await first.compose(specification, packages) == second.compose(specification, packages.reversed()))
    }

    @Test("files of old paths land in /usr where the base links there")
    func mergedUsr() async throws {
        let scratch = try CompositionScratch()
        defer { scratch.remove() }
        let packages = [
            TestPackage(name: "base-files", files: ["lib": "-> usr/lib", "usr/lib/": ""]),
            TestPackage(name: "a-library", files: ["lib/liba.so": "a"]),
        ]
        let draft = try await scratch.compose("\(Self.head)packages = [\"a-library\", \"base-files\"]", packages)
        let listed = try await scratch.list(draft)
        #expect(
            listed.contains { $0.hasSuffix(" lib -> usr/lib") } && listed.contains { $0.hasSuffix(" usr/lib/liba.so") })
        #expect(!listed.contains { $0.hasSuffix(" lib/liba.so") || $0.hasSuffix(" lib/") })
    }

    @Test("a file of two packages is refused, unless one of them replaces the other")
    func conflict() async throws {
        let scratch = try CompositionScratch()
        defer { scratch.remove() }
        let first = TestPackage(name: "a", files: ["etc/thing": "a"])
        let specification = "\(Self.head)packages = [\"a\", \"b\"]"
        let error = await #expect(throws: BuildError.self) {
            try await scratch.compose(specification, [first, TestPackage(name: "b", files: ["etc/thing": "b"])])
        }
        #expect(error?.message == "'/etc/thing' can't be both of package 'a' and of 'b'")
        let other = try CompositionScratch()
        defer { other.remove() }
        let heir = TestPackage(name: "b", fields: "Replaces: c, a (<< 2)", files: ["etc/thing": "b"])
        let draft = try await other.compose(specification, [first, heir])
        #expect(try await other.content("etc/thing", of: draft) == "b")
    }

    @Test("excluded paths stay out, but for what is included again")
    func filter() async throws {
        let scratch = try CompositionScratch()
        defer { scratch.remove() }
        let package = TestPackage(
            name: "tool",
            files: [
                "usr/share/doc/tool/README": "r", "usr/share/doc/tool/copyright": "c", "usr/bin/tool": "t",
                "usr/share/doc/tool/FAQ": "-> README", "usr/share/doc/libtool": "-> tool",
            ])
        let draft = try await scratch.compose(
            """
            \(Self.head)packages = ["tool"]
            excluded = ["/usr/share/doc/*"]
            included = ["/usr/share/doc/*/copyright"]
            """, [package])
        let listed = try await scratch.list(draft)
        let names = listed.compactMap { $0.split(separator: " ").last }
        #expect(names.contains("usr/share/doc/tool/copyright") && names.contains("usr/bin/tool"))
        #expect(!names.contains("usr/share/doc/tool/README"))
        // What an included path is reached by stays: packages share the terms of their licence.
        #expect(listed.contains { $0.hasSuffix(" usr/share/doc/libtool -> tool") })
        #expect(!listed.contains { $0.contains("usr/share/doc/tool/FAQ") })
    }

    @Test("paths, accounts and the configuration are as the specification says")
    func specification() async throws {
        let scratch = try CompositionScratch()
        defer { scratch.remove() }
        let draft = try await scratch.compose(
            """
            \(Self.head)entrypoint = ["/bin/${ARCHITECTURE}"]
            user = "7"
            workdir = "/work"
            [env]
            B = "2"
            A = "1"
            [labels]
            team = "pith"
            [[users]]
            name = "app"
            uid = 7
            gid = 8
            home = "/work"
            [[groups]]
            name = "app"
            gid = 8
            members = ["app", "other"]
            [[paths]]
            path = "/work"
            type = "directory"
            mode = "0700"
            uid = 7
            gid = 8
            [[paths]]
            path = "/etc/motd"
            type = "file"
            source = "motd.txt"
            [[paths]]
            path = "/bin"
            type = "links"
            target = "tool"
            names = ["one", "two"]
            """, files: ["motd.txt": "hello\n"])
        let listed = try await scratch.list(draft)
        #expect(listed.contains("drwx------ 7/8 0 1970-01-01 00:00:00 work/"))
        #expect(
            listed.contains { $0.hasSuffix(" bin/one -> tool") } && listed.contains { $0.hasSuffix(" bin/two -> tool") }
        )
        #expect(try await scratch.content("etc/motd", of: draft) == "hello\n")
        #expect(try await scratch.content("etc/passwd", of: draft) == "app:x:7:8:app:/work:/sbin/nologin\n")
        #expect(try await scratch.content("etc/group", of: draft) == "app:x:8:app,other\n")
        let config = draft.config.config
        #expect(config.entrypoint == ["/bin/\(Platform.host.architecture)"] && config.user == "7")
        #expect(config.env == ["A=1", "B=2"] && config.workingDir == "/work" && config.labels == ["team": "pith"])
    }

    @Test("a variant adds a layer of its own, and what it says of the configuration wins")
    func variant() async throws {
        let scratch = try CompositionScratch()
        defer { scratch.remove() }
        let specification = """
            \(Self.head)packages = ["tool"]
            user = "0"
            [variants.nonroot]
            user = "65532"
            [variants.debug]
            [[variants.debug.paths]]
            path = "/busybox/sh"
            type = "file"
            package = "shell"
            source = "/bin/sh"
            mode = "0755"
            """
        let packages = [TestPackage(name: "tool", files: ["usr/bin/tool": "t"])]
        let plain = try await scratch.compose(specification, packages)
        #expect(plain.layers.count == 1 && plain.config.config.user == "0")
        let nonroot = try await scratch.compose(specification, [], variant: "nonroot")
        #expect(nonroot.config.config.user == "65532")
        let shell = try await scratch.compose(
            specification, [TestPackage(name: "shell", files: ["bin/sh": "sh"])], layer: nil, variant: "debug")
        #expect(try await scratch.list(shell).contains("-rwxr-xr-x 0/0 2 1970-01-01 00:00:00 busybox/sh"))
    }

    @Test("a custom authority joins the bundle, and is refused where it is no certificate")
    func authority() async throws {
        let scratch = try CompositionScratch()
        defer { scratch.remove() }
        let specification = "\(Self.head)[certificates]\nauthorities = [\"corp.pem\"]\njava = true"
        let pem = "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----"
        let draft = try await scratch.compose(specification, files: ["corp.pem": pem])
        #expect(try await scratch.content("etc/ssl/certs/ca-certificates.crt", of: draft) == pem + "\n")
        #expect(try await scratch.list(draft).contains { $0.hasSuffix("etc/ssl/certs/java/cacerts") })
        let error = await #expect(throws: BuildError.self) {
            try await scratch.compose(specification, files: ["corp.pem": "no certificate"])
        }
        #expect(error?.message == "'corp.pem' can't be used: it has no certificate in PEM")
    }
}
