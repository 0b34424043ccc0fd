import Debian
import Diagnostics
import ImageModel
import Testing

struct ImageSpecificationTests {
    private func load(_ text: String, _ files: [String: String] = [:]) throws(BuildError) -> ImageRecipe {
        try ImageRecipe(named: "specs/app.toml") { path in
            if path == "specs/app.toml" { return SourceFile(name: "specs/app.toml", text: text) }
            return files[path].map { SourceFile(name: path, text: $0) }
        }
    }

    @Test("a user's specification may stand on one of the catalogue, or on another of the user's")
    func bases() throws {
        let recipe = try load("base = \"python3-debian13\"\npackages = [\"libpq5\"]\nclosure = true")
        #expect(
            recipe.name == "specs/app.toml" && recipe.release == .trixie && recipe.variants == ["debug", "nonroot"])
        let other = try load("base = \"common.toml\"", ["specs/common.toml": "base = \"static-debian12\""])
        #expect(other.release == .bookworm)
    }

    @Test("what a specification is made of is part of its digest")
    func digest() throws {
        let text = "base = \"static-debian13\"\n[certificates]\nauthorities = [\"ca.pem\"]"
        let one = try load(text, ["specs/ca.pem": "one"]).requestDigest(for: .host)
        #expect(try load(text, ["specs/ca.pem": "two"]).requestDigest(for: .host) != one)
        #expect(try load(text, ["specs/ca.pem": "one"]).requestDigest(for: .host) == one)
    }

    @Test(
        "what can't be used is said, with its key",
        arguments: [
            ("packges = []", "'specs/app.toml' can't be used: 'packges' is not known"),
            (
                "distribution = \"debian9\"",
                "'specs/app.toml' can't be used: 'distribution' can't be 'debian9': there are 'debian12' and 'debian13'"
            ),
            ("packages = \"a\"", "'specs/app.toml' can't be used: 'packages' must be an array of texts"),
            ("base = \"nothing\"", "'nothing' is no image of the catalogue"),
            ("base = \"other.toml\"", "the specification 'specs/other.toml' is not there"),
            ("base = \"app.toml\"", "'specs/app.toml' can't be composed: it stands on itself, or on too much"),
            (
                "packages = []",
                "'specs/app.toml' can't be composed: neither it nor its bases say of which distribution it is"
            ),
            (
                "[[paths]]\npath = \"etc\"\ntype = \"directory\"",
                "'specs/app.toml' can't be used: 'paths[1].path' must begin with '/'"
            ),
            (
                "[[paths]]\npath = \"/srv/../etc\"\ntype = \"directory\"",
                "'specs/app.toml' can't be used: 'paths[1].path' can't have '..': it must be below the root"
            ),
            (
                "[[paths]]\npath = \"/etc\"\ntype = \"directory\"\nmode = \"rwx\"",
                "'specs/app.toml' can't be used: 'paths[1].mode' must be octal, such as \"0755\""
            ),
            (
                "[[users]]\nname = \"a:b\"\nuid = 1\ngid = 1",
                "'specs/app.toml' can't be used: 'users[1].name' can't have colons or control characters"
            ),
            (
                "[[users]]\nname = \"a\"\nuid = -1\ngid = 1",
                "'specs/app.toml' can't be used: 'users[1].uid' must be a number from 0 to 4294967294"
            ),
            ("[variants.debug]\nbase = \"x\"", "'specs/app.toml' can't be used: 'variants.debug.base' is not known"),
            (
                "[certificates]\nauthorities = [\"ca.pem\"]",
                "'specs/app.toml' can't be used: 'specs/ca.pem' is not there"
            ),
        ])
    func mistakes(text: String, message: String) {
        let error = #expect(throws: BuildError.self) { try load(text) }
        #expect(error?.message == message)
    }
}
