import Diagnostics
import ImageModel
import Testing

@testable import Registry

@Suite("Names without a registry")
struct ShortNameTests {
    private func references(_ name: String, _ text: String) throws -> [String] {
        let configuration = try RegistryConfiguration(main: SourceFile(name: "registries.conf", text: text))
        return try configuration.references(forShortName: name).map(\.description)
    }

    private static let search = "unqualified-search-registries = ['a.test', 'docker.io']\n"
    private static let aliases = "[aliases]\nimage = 'b.test/other/image'\n'team/image' = 'c.test/image'\n"
    private static let digest = "sha256:\(String(repeating: "0", count: 64))"

    @Test(
        "a name is an alias, or is in the registries to search, or is docker's",
        arguments: [
            ("debian", "", ["docker.io/library/debian:latest"]),
            ("team/app:1", "", ["docker.io/team/app:1"]),
            ("debian", search, ["a.test/debian:latest", "docker.io/library/debian:latest"]),
            ("team/app:1", search, ["a.test/team/app:1", "docker.io/team/app:1"]),
            ("debian", "unqualified-search-registries = []", ["docker.io/library/debian:latest"]),
            ("image", search + aliases, ["b.test/other/image:latest"]),
            ("image:1", search + aliases, ["b.test/other/image:1"]),
            ("image@\(digest)", aliases, ["b.test/other/image@\(digest)"]),
            ("image:1@\(digest)", aliases, ["b.test/other/image:1@\(digest)"]),
            ("team/image", aliases, ["c.test/image:latest"]),
            ("other/image", aliases, ["docker.io/other/image:latest"]),
            ("image", "short-name-mode = 'disabled'\n" + aliases, ["b.test/other/image:latest"]),
        ])
    func resolution(name: String, text: String, references: [String]) throws {
        #expect(try self.references(name, text) == references)
    }

    @Test(
        "a name with a registry means itself",
        arguments: [
            "docker.io/image", "localhost/image", "localhost:5000/image", "a.test/image:1", "index.docker.io/image",
        ])
    func fullName(name: String) throws {
        let itself = try ImageReference(parsing: name).description
        #expect(try references(name, Self.search + Self.aliases) == [itself])
    }

    @Test("where short names are enforced, one that is ambiguous is refused")
    func enforcing() throws {
        let text = "short-name-mode = 'enforcing'\n"
        let error = #expect(throws: BuildError.self) { try references("other", text + Self.search + Self.aliases) }
        #expect(error?.code == .usage)
        #expect(error?.message.contains("'docker.io/library/other:latest'") == true)
        #expect(try references("image", text + Self.search + Self.aliases) == ["b.test/other/image:latest"])
        #expect(
            try references("other", text + "unqualified-search-registries = ['a.test']") == ["a.test/other:latest"])
    }

    @Test("what is no name is refused", arguments: ["", "UPPER", "a//b", "a:b:c"])
    func noName(name: String) {
        #expect(throws: BuildError.self) { try references(name, Self.search) }
    }
}
