@testable import Debian
import Diagnostics
import FoundationEssentials
import ImageModel
import Testing

struct PackageResolverTests {
    /// Resolves the specification of a text among packages: `NAME VERSION; FIELD: VALUE; …`, one a line.
    private func resolve(
        _ specification: String, _ packages: String, security: String = "", tag: String = "latest"
    ) throws -> [String] {
        try choices(specification, packages, security, tag: tag).map { "\($0.package.name) \($0.package.version)" }
    }

    private func choices(
        _ specification: String, _ packages: String, _ security: String = "", tag: String = "latest"
    ) throws -> [Resolution.Choice] {
        try withTemporaryDirectory { directory in
            var indexes = [PackageIndex]()
            for (suite, text) in [("trixie", packages), ("trixie-security", security)] where !text.isEmpty {
                let file = "\(directory)/\(suite)"
                try write(text.split(separator: "\n").map(stanza).joined(separator: "\n"), to: file)
                indexes.append(PackageIndex(try MappedFile(file), suite: suite, hasProviders: true))
            }
            let available = AvailablePackages(release: .trixie, architecture: "amd64", dates: [:], indexes: indexes)
            let text = "distribution = \"debian13\"\n\(specification)"
            let recipe = try ImageRecipe(named: "app.toml:\(tag)") { _ in SourceFile(name: "app.toml", text: text) }
            return try recipe.resolve(among: available).choices
        }
    }

    private func stanza(_ line: Substring) -> String {
        let parts = line.split(separator: ";").map { $0.trimmingBlanks }
        let (name, version) = (parts[0].split(separator: " ")[0], parts[0].split(separator: " ")[1])
        return """
            Package: \(name)
            Version: \(version)
            Architecture: amd64
            Filename: pool/\(name)_\(version).deb
            Size: 1
            SHA256: \(Digest(of: "\(name) \(version)".utf8).hex)
            \(parts.dropFirst().map { "\($0)\n" }.joined())
            """
    }

    @Test("exact lists follow no dependency, closures follow all")
    func closure() throws {
        let packages = "app 1; Depends: lib (>= 1)\nlib 1; Pre-Depends: base\nbase 1\nother 1"
        #expect(try resolve("packages = [\"app\"]", packages) == ["app 1"])
        #expect(try resolve("packages = [\"app\"]\nclosure = true", packages) == ["app 1", "base 1", "lib 1"])
        let chosen = try choices("packages = [\"app\"]\nclosure = true", packages)
        #expect(chosen.map(\.reason.description) == ["named", "lib depends on base", "app depends on lib (>= 1)"])
    }

    @Test("a version that is named is that of the package in what the image stands on, too")
    func pins() throws {
        let versions = ("lib 1", "lib 2")
        let specification = """
            packages = ["lib"]
            [variants.debug]
            packages = ["lib=1"]
            """
        #expect(try resolve(specification, versions.0, security: versions.1) == ["lib 2"])
        #expect(try resolve(specification, versions.0, security: versions.1, tag: "debug") == ["lib 1"])
        let dependent = "packages = [\"app\"]\nclosure = true\n[variants.debug]\npackages = [\"lib=1\"]"
        let error = #expect(throws: BuildError.self) {
            try resolve(
                dependent, "\(versions.0)\napp 1; Depends: lib (>= 2)", security: versions.1, tag: "debug")
        }
        #expect(error?.message == "'lib (= 1)' can't be installed: version 2 is chosen already")
    }

    @Test("what is no name of a package is refused", arguments: ["a b", "lib (>= 1)", "lib|app", "", "=1"])
    func names(name: String) {
        let error = #expect(throws: BuildError.self) { try resolve("packages = [\"\(name)\"]", "a 1\nlib 1") }
        #expect(error?.message == "'app' can't be composed: '\(name)' is no package")
    }

    @Test("the newest version of all suites is taken, or the one that is asked for")
    func versions() throws {
        let (release, security) = ("lib 1.0-1", "lib 1.0-1+deb13u1")
        #expect(try resolve("packages = [\"lib\"]", release, security: security) == ["lib 1.0-1+deb13u1"])
        #expect(try resolve("packages = [\"lib=1.0-1\"]", release, security: security) == ["lib 1.0-1"])
        let error = #expect(throws: BuildError.self) {
            try resolve("packages = [\"lib=2\"]", release, security: security)
        }
        #expect(
            error?.message
                == "there is no 'lib (= 2)' in Debian 13 (trixie) for amd64: there are 1.0-1+deb13u1 (trixie-security), 1.0-1 (trixie)"
        )
    }

    @Test("alternatives are tried in their order, and what is there already will do")
    func alternatives() throws {
        let packages = "app 1; Depends: a | b\nother 1; Depends: b | a\na 1\nb 1"
        #expect(try resolve("packages = [\"app\"]\nclosure = true", packages) == ["a 1", "app 1"])
        #expect(
            try resolve("packages = [\"app\", \"other\"]\nclosure = true", packages) == ["a 1", "app 1", "other 1"])
    }

    @Test("virtual packages are met by those that provide them, versions included")
    func provides() throws {
        let packages = """
            app 1; Depends: mail, abi (= 3)
            postfix 1; Provides: mail
            old 1; Provides: abi (= 2)
            new 1; Provides: abi (= 3)
            """
        #expect(try resolve("packages = [\"app\"]\nclosure = true", packages) == ["app 1", "new 1", "postfix 1"])
        let unversioned = "app 1; Depends: abi (>= 1)\nnew 1; Provides: abi"
        #expect(throws: BuildError.self) { try resolve("packages = [\"app\"]\nclosure = true", unversioned) }
    }

    @Test("a choice that leads nowhere is taken back")
    func retreat() throws {
        let packages = "app 1; Depends: a | b, c\na 1; Conflicts: c\nb 1\nc 1"
        #expect(try resolve("packages = [\"app\"]\nclosure = true", packages) == ["app 1", "b 1", "c 1"])
        let deeper = "app 1; Depends: a | b\na 1; Depends: missing\nb 1"
        #expect(try resolve("packages = [\"app\"]\nclosure = true", deeper) == ["app 1", "b 1"])
        let older = "app 1; Depends: lib, x (= 1)\nlib 2; Depends: x (= 2)\nlib 1; Depends: x (= 1)\nx 2\nx 1"
        #expect(try resolve("packages = [\"app\"]\nclosure = true", older) == ["app 1", "lib 1", "x 1"])
    }

    @Test("packages that depend on each other are both taken")
    func cycle() throws {
        let packages = "a 1; Depends: b\nb 1; Depends: c\nc 1; Depends: a"
        #expect(try resolve("packages = [\"a\"]\nclosure = true", packages) == ["a 1", "b 1", "c 1"])
    }

    @Test("what is left out is left out, whatever depends on it")
    func without() throws {
        let packages = "app 1; Depends: lib, perl\nlib 1\nperl 1"
        #expect(
            try resolve("packages = [\"app\"]\nclosure = true\nwithout = [\"perl\"]", packages) == ["app 1", "lib 1"])
    }

    @Test("what can't be had together is said with each candidate and why it was refused")
    func conflict() throws {
        let packages = """
            app 1; Depends: lib (>= 2) | other, tool
            lib 1
            lib 2~rc1
            other 1; Breaks: tool (<< 2)
            tool 1
            """
        let error = #expect(throws: BuildError.self) { try resolve("packages = [\"app\"]\nclosure = true", packages) }
        #expect(error?.code == .invalidInput)
        #expect(error?.message == "'tool' can't be installed: app depends on it")
        #expect(error?.diagnostics.first?.notes == ["tool 1 (trixie): other 1 conflicts with tool (<< 2)"])
    }

    @Test("an impossible version relation lists what there is")
    func impossible() throws {
        let packages =
            "app 1; Depends: middle\nmiddle 1; Depends: lib (>= 2) | libng (>= 5)\nlib 1\nalso 1; Provides: libng"
        let error = #expect(throws: BuildError.self) { try resolve("packages = [\"app\"]\nclosure = true", packages) }
        #expect(
            error?.message
                == "'lib (>= 2) | libng (>= 5)' can't be installed: middle depends on it, on which app depends")
        #expect(
            error?.diagnostics.first?.notes == [
                "lib 1 (trixie): its version is not what is asked for",
                "also 1 (trixie): its version is not what is asked for",
            ])
    }

    @Test(
        "an unknown package is refused with the nearest name, in exact lists and closures",
        arguments: ["packages = [\"libz\"]", "packages = [\"libz\"]\nclosure = true"])
    func unknown(specification: String) throws {
        let error = #expect(throws: BuildError.self) { try resolve(specification, "libzz 1\nzlib 1") }
        #expect(error?.message == "there is no package 'libz' in Debian 13 (trixie) for amd64")
        #expect(error?.code == .notFound && error?.help == "did you mean 'libzz'?")
        let virtual = #expect(throws: BuildError.self) {
            try resolve("packages = [\"mail\"]", "postfix 1; Provides: mail")
        }
        #expect(virtual?.help == "packages that provide it: postfix")
    }

    @Test("security updates are those that an image lacks")
    func updates() throws {
        try withTemporaryDirectory { directory in
            let text = ["a 2", "b 1", "c 3"].map { stanza($0[...]) }.joined(separator: "\n")
            try write(text, to: "\(directory)/index")
            let index = PackageIndex(
                try MappedFile("\(directory)/index"), suite: "trixie-security", hasProviders: false)
            let available = AvailablePackages(release: .trixie, architecture: "amd64", dates: [:], indexes: [index])
            let updates = available.securityUpdates(for: [("c", "2.9"), ("a", "1"), ("b", "1"), ("d", "1")])
            #expect(updates.map(\.package) == ["a", "c"] && updates.map(\.fixed) == ["2", "3"])
        }
    }
}
