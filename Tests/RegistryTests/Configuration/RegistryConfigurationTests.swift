import Diagnostics
import ImageModel
import Testing

@testable import Registry

@Suite("registries.conf")
struct RegistryConfigurationTests {
    private func configuration(_ main: String, _ dropIns: String...) throws -> RegistryConfiguration {
        try RegistryConfiguration(
            main: SourceFile(name: "registries.conf", text: main),
            dropIns: dropIns.map { SourceFile(name: "drop-in.conf", text: $0) })
    }

    @Test("without a file nothing is configured")
    func nothing() throws {
        let configuration = try RegistryConfiguration()
        #expect(configuration.rules.isEmpty)
        #expect(configuration.searchRegistries.isEmpty)
        #expect(configuration.credentialHelpers == ["containers-auth.json"])
    }

    @Test("a later file wins in what it says, and leaves the rest")
    func merging() throws {
        let configuration = try configuration(
            """
            unqualified-search-registries = ["a.test", "b.test:5000"]
            short-name-mode = "enforcing"
            credential-helpers = ["one", "containers-auth.json"]
            [[registry]]
            location = "a.test"
            blocked = true
            [[registry]]
            location = "b.test"
            [aliases]
            kept = "a.test/kept"
            changed = "a.test/changed"
            gone = "a.test/gone"
            """,
            """
            unqualified-search-registries = []
            [[registry]]
            location = "a.test"
            [aliases]
            changed = "b.test/changed"
            gone = ""
            """)
        #expect(configuration.searchRegistries.isEmpty)
        #expect(configuration.shortNameMode == .enforcing)
        #expect(configuration.credentialHelpers == ["one", "containers-auth.json"])
        #expect(configuration.aliases == ["kept": "a.test/kept", "changed": "b.test/changed"])
        #expect(Set(configuration.rules.map(\.prefix)) == ["a.test", "b.test"])
        #expect(configuration.rules.allSatisfy { !$0.isBlocked })
    }

    @Test("version 1 lists registries to search, insecure ones and blocked ones")
    func version1() throws {
        let configuration = try configuration(
            """
            [registries.search]
            registries = ['one.test', 'two.test']
            [registries.insecure]
            registries = ['three.test']
            [registries.block]
            registries = ['three.test', 'four.test']
            """)
        #expect(configuration.searchRegistries == ["one.test", "two.test"])
        let rules = configuration.rules.sorted { $0.prefix < $1.prefix }
        #expect(rules.map(\.prefix) == ["four.test", "three.test"])
        #expect(rules.map(\.isInsecure) == [false, true])
        #expect(rules.map(\.isBlocked) == [true, true])
    }

    @Test("the empty lists of version 1 go with version 2")
    func emptyVersion1() throws {
        let text = "unqualified-search-registries = ['a.test']\n[registries.search]\nregistries = []"
        #expect(try configuration(text).searchRegistries == ["a.test"])
    }

    @Test("what the manual page does not know is passed over")
    func unknown() throws {
        #expect(try configuration("future = 1\n[[registry]]\nlocation = 'a.test'\nnew = []").rules.count == 1)
    }

    /// What is wrong, and what the message must name.
    static let mistakes: [(String, String)] = [
        ("[[registry]]", "location"),
        ("[[registry]]\nprefix = 'a.test'", "location"),
        ("[[registry]]\nlocation = 'https://a.test'", "https://a.test"),
        ("[[registry]]\nlocation = 'a.test'\nprefix = 'http://a.test'", "http://a.test"),
        ("[[registry]]\nlocation = 'nohost'", "nohost"),
        ("[[registry]]\nlocation = '../../etc'", "../../etc"),
        ("[[registry]]\nlocation = 'a.test/../b'", "a.test/../b"),
        ("[[registry]]\nlocation = 'user@a.test'", "user@a.test"),
        ("[[registry]]\nprefix = 'a.test/b'\nlocation = 'b.test/c:tag'", "b.test/c:tag"),
        ("[[registry]]\nprefix = 'a.test/b:old'\nlocation = 'b.test/c:new'", "b.test/c:new"),
        ("[[registry]]\nprefix = '*.'\nlocation = 'b.test'", "*."),
        ("[[registry]]\nprefix = 'a.*.test'\nlocation = 'b.test'", "a.*.test"),
        ("[[registry]]\nprefix = '*.a.test/b'\nlocation = 'b.test'", "*.a.test/b"),
        ("[[registry]]\nprefix = '*.a.test:5000'\nlocation = 'b.test'", "*.a.test:5000"),
        ("[[registry]]\nlocation = 5", "registry[1].location"),
        (
            "[[registry]]\nlocation = 'a.test'\n[[registry]]\nlocation = 'b.test'\ninsecure = 'yes'",
            "registry[2].insecure"
        ),
        ("registry = 'a.test'", "registry"),
        ("registry = ['a.test']", "registry"),
        ("[[registry]]\nlocation = 'a.test'\n[[registry.mirror]]\ninsecure = true", "registry[1].mirror[1].location"),
        (
            "[[registry]]\nlocation = 'a.test'\n[[registry.mirror]]\nlocation = 'b.test'\npull-from-mirror = 'never'",
            "digest-only"
        ),
        (
            """
            [[registry]]
            location = 'a.test'
            mirror-by-digest-only = true
            [[registry.mirror]]
            location = 'b.test'
            pull-from-mirror = 'all'
            """, "mirror-by-digest-only"
        ),
        ("unqualified-search-registries = ['a.test/b']", "a.test/b"),
        ("unqualified-search-registries = 'a.test'", "unqualified-search-registries"),
        ("short-name-mode = 'strict'", "permissive"),
        ("[aliases]\n\"a.test/b\" = 'a.test/c'", "a.test/b"),
        ("[aliases]\n\"b:tag\" = 'a.test/c'", "b:tag"),
        ("[aliases]\nb = 'c'", "aliases.b"),
        ("[aliases]\nb = 'a.test/c:tag'", "a.test/c:tag"),
        ("[aliases]\nb = 5", "aliases.b"),
        ("[registries.search]\nregistries = ['a.test']\n[[registry]]\nlocation = 'b.test'", "version 2"),
        ("registries = 1", "registries"),
    ]

    @Test("a mistake is told with the name of the file and of what is wrong", arguments: mistakes)
    func mistake(text: String, name: String) {
        let error = #expect(throws: BuildError.self) { try configuration(text) }
        #expect(error?.code == .usage)
        #expect(error?.message.contains("'registries.conf'") == true)
        #expect(error?.message.contains(name) == true, "\(error?.message ?? "")")
    }

    @Test("what is no TOML is shown with its line")
    func syntax() throws {
        let error = #expect(throws: BuildError.self) { try configuration("[aliases]\na = 'b.test/a'\nb = = 'c'\n") }
        #expect(error?.diagnostics.first?.range?.description == "registries.conf:3:1")
    }

    @Test("a drop-in can't be of version 1")
    func dropInVersion1() {
        let error = #expect(throws: BuildError.self) {
            try configuration("", "[registries.search]\nregistries = ['a.test']")
        }
        #expect(error?.message.contains("'drop-in.conf'") == true)
    }

    @Test(
        "hostile files are refused",
        arguments: [
            "a = \(String(repeating: "[", count: 100_000))", "a = 'b\u{0}'", "\u{0}",
            "[[registry]]\nlocation = '\u{7F}'",
        ])
    func hostile(text: String) {
        #expect(throws: BuildError.self) { try configuration(text) }
    }
}
