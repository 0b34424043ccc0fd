import Diagnostics
import Testing

@testable import Layers

@Suite struct AccountDatabaseTests {
    let fixture: TreeFixture

    init() throws {
        fixture = try TreeFixture()
        try fixture.shell(
            """
            mkdir -p root/etc/real; cd root/etc
            cat > real/passwd <<'END'
            root:x:0:0:root:/root:/bin/sh
            # a comment
            broken:x:one:1::/:
            short:x:1
            minus:x:4294967295:0::/:
            app:x:1000:2000:App:/home/app:/bin/sh
            1234:x:77:78::/home/digits:
            END
            cat > group <<'END'
            root:x:0:
            app:x:2000:
            audio:x:29:app,other
            video:x:44:other,app
            broken:x:x:app
            END
            ln -s /etc/real/passwd passwd
            """)
    }

    private func database() throws -> AccountDatabase { try AccountDatabase(in: fixture.root("root")) }

    @Test(
        "USER names a user by the rules of images",
        arguments: [
            ("", ResolvedUser(user: 0, group: 0, supplementaryGroups: [0], home: "/root")),
            ("root", ResolvedUser(user: 0, group: 0, supplementaryGroups: [0], home: "/root")),
            ("app", ResolvedUser(user: 1000, group: 2000, supplementaryGroups: [2000, 29, 44], home: "/home/app")),
            ("1000", ResolvedUser(user: 1000, group: 2000, supplementaryGroups: [2000, 29, 44], home: "/home/app")),
            ("4242", ResolvedUser(user: 4242, group: 0, supplementaryGroups: [0], home: nil)),
            ("app:audio", ResolvedUser(user: 1000, group: 29, supplementaryGroups: [29], home: "/home/app")),
            ("4242:4343", ResolvedUser(user: 4242, group: 4343, supplementaryGroups: [4343], home: nil)),
            ("app:", ResolvedUser(user: 1000, group: 2000, supplementaryGroups: [2000, 29, 44], home: "/home/app")),
            ("1234", ResolvedUser(user: 77, group: 78, supplementaryGroups: [78], home: "/home/digits")),
        ])
    func user(text: String, expected: ResolvedUser) throws {
        #expect(try database().user(text) == expected)
    }

    @Test(
        "--chown names an owner, a lone number standing for both",
        arguments: [
            ("55", FileOwner(user: 55, group: 55)), ("1000", FileOwner(user: 1000, group: 1000)),
            ("app", FileOwner(user: 1000, group: 2000)), ("app:audio", FileOwner(user: 1000, group: 29)),
            ("55:video", FileOwner(user: 55, group: 44)), ("root:7", FileOwner(user: 0, group: 7)),
            (":audio", FileOwner(user: 0, group: 29)),
        ])
    func owner(text: String, expected: FileOwner) throws {
        #expect(try database().owner(text) == expected)
    }

    @Test(
        "a name that nobody has, and a number out of range, are errors",
        arguments: ["nobody", "broken", "app:nogroup", "4294967295", "99999999999", "1:4294967295", "-1", "minus"])
    func unknown(text: String) throws {
        let database = try database()
        expect(.invalidInput) { () throws(BuildError) in try database.user(text) }
        expect(.invalidInput) { () throws(BuildError) in try database.owner(text) }
    }

    @Test("a near miss gets a suggestion")
    func suggestion() throws {
        let database = try database()
        let error = #expect(throws: BuildError.self) { try database.user("rooot") }
        #expect(error?.help == "did you mean 'root'?")
    }

    @Test("numbers work where there are no files at all")
    func noFiles() throws {
        let database = try AccountDatabase(in: fixture.root("empty"))
        #expect(try database.user("") == ResolvedUser(user: 0, group: 0, supplementaryGroups: [0], home: nil))
        #expect(try database.owner("3:4") == FileOwner(user: 3, group: 4))
        #expect(try database.owner("root") == .root)
        #expect(try database.owner("3:root") == FileOwner(user: 3, group: 0))
    }

    @Test(
        "files that aren't plain files of a sane size are refused",
        arguments: ["mkfifo passwd", "mkdir passwd", "ln -s loop passwd; ln -s passwd loop", "truncate -s 11M passwd"])
    func hostileFiles(script: String) throws {
        let root = try fixture.root("hostile")
        try fixture.shell("mkdir hostile/etc; cd hostile/etc; \(script)")
        #expect(throws: BuildError.self) { try AccountDatabase(in: root) }
    }

    @Test("a link out of the root finds nothing outside")
    func escape() throws {
        let root = try fixture.root("escape")
        try fixture.shell("echo 'spy:x:9:9::/:' > spies; mkdir escape/etc; ln -s ../../spies escape/etc/passwd")
        let database = try AccountDatabase(in: root)
        expect(.invalidInput) { () throws(BuildError) in try database.user("spy") }
    }
}
