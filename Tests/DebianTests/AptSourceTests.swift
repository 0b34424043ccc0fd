import Debian
import SystemPackage
import Testing

@Suite struct AptSourceTests {
    @Test("a one-line file gives its enabled binary sources")
    func oneLine() {
        let text = """
            # deb http://commented.example/debian bookworm main
            deb http://mirror.example/debian/ bookworm main contrib # trailing comment
            deb-src http://mirror.example/debian bookworm main
              deb\t[ arch=amd64  signed-by=/usr/share/keyrings/debian-archive-keyring.gpg ]   http://mirror.example/debian bookworm-updates main
            deb [arch=amd64] http://third.example/apt ./
            deb [unclosed http://mirror.example/debian bookworm main
            deb http://no-suite.example/debian
            nonsense
            """
        #expect(
            AptSource.parse(text, as: .oneLine) == [
                AptSource(uri: "http://mirror.example/debian", suite: "bookworm", components: ["main", "contrib"]),
                AptSource(
                    uri: "http://mirror.example/debian", suite: "bookworm-updates", components: ["main"],
                    signedBy: "/usr/share/keyrings/debian-archive-keyring.gpg"),
                AptSource(uri: "http://third.example/apt", suite: "./", components: []),
            ])
    }

    @Test("a deb822 stanza gives every combination of its addresses and suites")
    func deb822() {
        let text = """
            # a comment before all
            Types: deb deb-src
            URIs: http://one.example/debian
             http://two.example/debian/
            # a comment inside a stanza
            Suites: trixie trixie-updates
            Components: main
              non-free-firmware
            Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg


            Types: deb
            Enabled: no
            URIs: http://disabled.example/debian
            Suites: trixie
            Components: main

            types: deb
            uris: http://three.example/debian
            suites: sid
            components: main
            """
        let sources = AptSource.parse(text, as: .deb822)
        #expect(
            sources.map { "\($0.uri) \($0.suite)" } == [
                "http://one.example/debian trixie", "http://one.example/debian trixie-updates",
                "http://two.example/debian trixie", "http://two.example/debian trixie-updates",
                "http://three.example/debian sid",
            ])
        #expect(sources[0].components == ["main", "non-free-firmware"])
        #expect(sources[0].signedBy == "/usr/share/keyrings/debian-archive-keyring.gpg")
        #expect(sources[4].signedBy == nil)
    }

    @Test("an inline key is kept apart from the fields after it")
    func inlineKey() {
        let text = """
            Types: deb
            URIs: http://a.example/debian
            Signed-By:
             -----BEGIN PGP PUBLIC KEY BLOCK-----
             .
             mDMEYCQjIxYJKwYBBAHaRw8BAQdAD/P5Nvvnvk66SxBBHDbhRml9ORg1WV5CvzKY
             -----END PGP PUBLIC KEY BLOCK-----
            Suites: bookworm
            Components: main
            """
        let sources = AptSource.parse(text, as: .deb822)
        #expect(sources.map(\.suite) == ["bookworm"])
    }

    @Test("lines may end in carriage return and line feed")
    func carriageReturns() {
        let text = "Types: deb\r\nURIs: http://a.example/debian\r\nSuites: bookworm\r\nComponents: main\r\n"
        #expect(AptSource.parse(text, as: .deb822).map(\.suite) == ["bookworm"])
        #expect(
            AptSource.parse("deb http://a.example/debian bookworm main\r\n", as: .oneLine).map(\.components) == [
                ["main"]
            ])
    }

    @Test("the host's sources are those of sources.list and of the files beside it that apt would read")
    func host() throws {
        try withTemporaryDirectory { root in
            try write("deb http://a.example/debian bookworm main\n", to: root + "/etc/apt/sources.list")
            try write("deb http://b.example/debian bookworm main\n", to: root + "/etc/apt/sources.list.d/b.list")
            try write(
                "deb http://c.example/debian bookworm main\n", to: root + "/etc/apt/sources.list.d/c.list.disabled")
            try write(
                "Types: deb\nURIs: http://d.example/debian\nSuites: bookworm\nComponents: main\n",
                to: root + "/etc/apt/sources.list.d/a.sources")
            #expect(
                AptSource.host(root: FilePath(root)).map(\.uri) == [
                    "http://a.example/debian", "http://d.example/debian", "http://b.example/debian",
                ])
        }
    }

    @Test("a machine without apt has no sources")
    func noApt() throws {
        try withTemporaryDirectory { #expect(AptSource.host(root: FilePath($0)).isEmpty) }
    }
}
