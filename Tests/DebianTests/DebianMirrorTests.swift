import Debian
import Diagnostics
import Testing

@Suite struct DebianMirrorTests {
    private func mirror(_ lines: String) -> DebianMirror? {
        DebianMirror(in: AptSource.parse(lines, as: .oneLine))
    }

    @Test("Debian's archives are found among others")
    func found() {
        let sources = """
            deb [signed-by=/usr/share/keyrings/tailscale-archive-keyring.gpg] https://pkgs.example/stable/debian bookworm main
            deb http://apt.example/pub/repos/apt bookworm-pgdg main
            deb https://download.example/linux/debian bookworm stable
            deb http://mirror.example/debian bookworm main
            deb http://security.example/debian-security bookworm-security main
            """
        #expect(
            mirror(sources)
                == DebianMirror(
                    main: "http://mirror.example/debian", security: "http://security.example/debian-security"))
    }

    @Test("a source signed by Debian's keyring goes before one that may be signed by any key")
    func signedFirst() {
        let sources = """
            deb http://third.example/debian bookworm main
            deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://proxy.example/debian-proxy bookworm main
            deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://proxy.example/security bookworm-security main
            """
        #expect(
            mirror(sources)
                == DebianMirror(main: "http://proxy.example/debian-proxy", security: "http://proxy.example/security"))
    }

    @Test("the security archive is expected beside the main one where no source names it")
    func derivedSecurity() {
        #expect(
            mirror("deb http://mirror.example/debian/ sid main")?.security == "http://mirror.example/debian-security")
    }

    @Test(
        "sources that are not Debian's, or that nobody else can use, give no mirror",
        arguments: [
            "", "deb http://archive.example/ubuntu noble main universe",
            "deb http://ports.example/ubuntu-ports jammy main",
            "deb http://user:secret@mirror.example/debian bookworm main", "deb file:/srv/debian bookworm main",
            "deb cdrom:[Debian GNU/Linux 12 _Bookworm_]/ bookworm main",
            "deb http://mirror.example/debian bookworm contrib",
        ])
    func notDebian(sources: String) {
        #expect(mirror(sources) == nil)
    }

    @Test("the option names a main archive and, if it likes, a security archive")
    func option() throws {
        let beside = try DebianMirror(parsing: "http://mirror.example/debian/")
        #expect(beside.main == "http://mirror.example/debian")
        #expect(beside.security == "http://mirror.example/debian-security")
        let both = try DebianMirror(parsing: "https://proxy.example/deb,https://proxy.example/sec/")
        #expect(both == DebianMirror(main: "https://proxy.example/deb", security: "https://proxy.example/sec"))
    }

    @Test(
        "an option that is no mirror is refused as wrong usage",
        arguments: [
            "", "mirror.example/debian", "ftp://mirror.example/debian", "http://", "http:///debian",
            "http://u:p@mirror.example/debian", "http://mirror.example/deb ian",
            "http://mirror.example/debian\nURIs: x",
            "http://mirror.example/proxy", "http://mirror.example/debian,", "http://a.example/debian,b",
        ])
    func badOption(text: String) {
        let error = #expect(throws: BuildError.self) { try DebianMirror(parsing: text) }
        #expect(error?.code == .usage)
        #expect(error?.message.contains("u:p") == false)
    }

    @Test("the sources of a release name its updates, its security updates and the keyring")
    func sources() {
        let mirror = DebianMirror(main: "http://a.example/debian", security: "http://a.example/debian-security")
        let parsed = AptSource.parse(mirror.sources(for: .trixie), as: .deb822)
        #expect(
            parsed.map { "\($0.uri) \($0.suite) \($0.components.joined())" } == [
                "http://a.example/debian trixie main", "http://a.example/debian trixie-updates main",
                "http://a.example/debian-security trixie-security main",
            ])
        #expect(parsed.allSatisfy { $0.signedBy == DebianMirror.keyring })
        #expect(DebianMirror(in: parsed) == mirror)
    }
}
