import Analysis
import ImageModel
import Layers
import Testing

struct ImageFindingsTests {
    private let passwd = "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/:/bin/sh\ntoor:x:0:0::/:/bin/sh\nbroken\nx:y:z\n"
    private let group = "root:x:0:\napp:x:1000:\nweb:x:33:\n"

    private func findings(_ entries: [SampleImage.Entry], user: String? = nil, accounts: Bool = true) throws
        -> ImageFindings
    {
        var config = ContainerConfig()
        config.user = user
        let known = [SampleImage.file("etc/passwd", passwd), SampleImage.file("etc/group", group)]
        return ImageFindings(try SampleImage.inspect([(accounts ? known : []) + entries], config: config))
    }

    private func file(_ path: String, _ user: UInt32, _ group: UInt32) -> SampleImage.Entry {
        SampleImage.file(path, owner: FileOwner(user: user, group: group))
    }

    @Test("what all may write to is listed, but for links and sticky directories")
    func worldWritable() throws {
        let found = try findings([
            SampleImage.directory("tmp", mode: 0o1777), SampleImage.directory("srv", mode: 0o777),
            SampleImage.file("srv/b", mode: 0o666), SampleImage.file("srv/a", mode: 0o664),
            SampleImage.link("srv/l", to: "a"), SampleImage.file("srv/setuid", mode: 0o4777),
        ])
        #expect(found.ownership.worldWritable == ["/srv", "/srv/b", "/srv/setuid"])
    }

    @Test("owners that the image's accounts do not have are listed with their files")
    func unknownOwners() throws {
        let entries = [
            file("a", 0, 0), file("b", 1000, 33), file("c", 1001, 1000), file("d", 1000, 999), file("e", 65532, 65532),
        ]
        func paths(user: String? = nil, accounts: Bool = true) throws -> [String] {
            try findings(entries, user: user, accounts: accounts).ownership.unknownOwners.map(\.path)
        }
        #expect(try paths() == ["/c", "/d", "/e"])
        #expect(try paths(user: "65532") == ["/c", "/d"])
        #expect(try paths(user: "1001:999") == ["/e"])
        #expect(try paths(accounts: false) == ["/b", "/c", "/d", "/e"])
        #expect(try paths(user: "65532", accounts: false) == ["/b", "/c", "/d"])
        let owner = try #require(try findings(entries).ownership.unknownOwners.first)
        #expect(owner.user == 1001 && owner.group == 1000)
    }

    @Test(
        "an image runs as root unless it names another user",
        arguments: [
            (nil, 0, true), ("", 0, true), ("root", 0, true), ("0", 0, true), ("0:0", 0, true), ("root:app", 0, true),
            ("toor", 0, true), ("app", 1000, false), ("app:web", 1000, false), ("1234", 1234, false),
            ("1234:0", 1234, false),
            ("nobody", nil, false), (":33", 0, true),
        ] as [(String?, UInt32?, Bool)])
    func users(text: String?, id: UInt32?, isRoot: Bool) throws {
        let user = try findings([], user: text).user
        #expect(user.id == id && user.isRoot == isRoot && user.text == text ?? "")
        // Without accounts, root is known all the same.
        #expect(try findings([], user: "root", accounts: false).user.isRoot)
    }

    @Test("package managers of languages are apart from the system's")
    func languagePackageManagers() throws {
        let image = try SampleImage.inspect([
            [
                SampleImage.file("usr/bin/pip3.11", mode: 0o755), SampleImage.file("opt/venv/bin/pip", mode: 0o755),
                SampleImage.link("usr/local/bin/npm", to: "../lib/npm.js"),
                SampleImage.file("usr/bin/apt", mode: 0o755),
                SampleImage.file("usr/share/pip", mode: 0o755), SampleImage.file("usr/bin/piper", mode: 0o755),
            ]
        ])
        let surface = AttackSurface(image.view, image.tree.paths)
        #expect(surface.languagePackageManagers == ["/opt/venv/bin/pip", "/usr/bin/pip3.11", "/usr/local/bin/npm"])
        #expect(surface.packageManagers == ["/usr/bin/apt"])
    }
}
