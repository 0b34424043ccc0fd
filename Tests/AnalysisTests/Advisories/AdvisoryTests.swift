import Analysis
import Diagnostics
import ImageModel
import Testing

struct AdvisoryTests {
    private func advisory(
        _ id: String, _ name: String, ecosystem: String = "PyPI", type: String = "ECOSYSTEM", events: String = "",
        versions: String = "", more: String = ""
    ) -> String {
        """
        {"id": "\(id)", "modified": "2026-01-01T00:00:00Z", "summary": "first\\nsecond", \(more) "affected": [
         {"package": {"ecosystem": "\(ecosystem)", "name": "\(name)"}, "versions": [\(versions)],
          "ranges": [{"type": "GIT", "repo": "r", "events": [{"introduced": "0"}]},
                     {"type": "\(type)", "events": [\(events)]}]}]}
        """
    }

    private func found(_ file: String, _ packages: [InstalledPackage]) throws -> [Vulnerability] {
        var database = AdvisoryDatabase()
        try database.add(Array(file.utf8), named: "f.json")
        return database.vulnerabilities(in: packages)
    }

    private func package(_ name: String, _ version: String, _ kind: PackageKind = .python) -> InstalledPackage {
        InstalledPackage(kind, name: name, version: version, path: "/a")
    }

    @Test(
        "a version is affected from where a fault was introduced to before it was fixed, or to the last affected",
        arguments: [
            ("0.9", false, nil), ("1.0rc1", false, nil), ("1.0", true, "1.5"), ("1.4.9", true, "1.5"),
            ("1.5.dev1", true, "1.5"), ("1.5", false, nil), ("2.0", true, "2.10"), ("2.9", true, "2.10"),
            ("2.10", false, nil), ("3.0", true, nil), ("3.1", true, nil), ("3.1.post1", false, nil),
            ("1.4+local", true, "1.5"), ("nonsense", false, nil), ("7", true, nil), ("7.0.0", true, nil),
        ] as [(String, Bool, String?)])
    func ranges(version: String, isAffected: Bool, fixed: String?) throws {
        let events = """
            {"fixed": "2.10"}, {"introduced": "1.0"}, {"introduced": "2.0"}, {"fixed": "1.5"}, {"introduced": "3.0"},
            {"last_affected": "3.1"}
            """
        let text = advisory("GHSA-1", "Jinja.2", events: events, versions: #""7.0", "odd""#)
        let found = try found(text, [package("jinja-2", version), package("jinja3", version)])
        #expect(found.map(\.version) == (isAffected ? [version] : []))
        #expect(found.first?.fixed == fixed)
    }

    @Test("the registry and the name decide, in Python without regard to how the name is written")
    func packages() throws {
        let all = #"{"introduced": "0"}, {"fixed": "2.0.0"}"#
        let file = [
            advisory("P", "Flask__Login.x", events: all),
            advisory("N", "@a/b", ecosystem: "npm", type: "SEMVER", events: all),
            advisory("R", "tokio", ecosystem: "crates.io", type: "SEMVER", events: all),
            advisory("G", "example.org/m", ecosystem: "Go", type: "SEMVER", events: all),
            advisory("M", "tokio", ecosystem: "Maven", events: all),
        ].joined(separator: ",")
        let installed = [
            package("flask-login-X", "1"), package("@a/b", "2.0.0-rc.1", .node), package("tokio", "1.0.0", .rust),
            package("example.org/m", "v1.9.0+incompatible", .go), package("tokio", "1", .java),
            package("@a/b", "2.0.0", .node),
            package("tokio", "1", .debian),
        ]
        #expect(try found("[\(file)]", installed).map(\.id).sorted() == ["G", "N", "P", "R"])
    }

    @Test("one vulnerability under several names is told once, withdrawn ones never")
    func aliases() throws {
        let all = #"{"introduced": "0"}, {"fixed": "2"}"#
        let file = [
            advisory("PYSEC-1", "a", events: all, more: #""aliases": ["CVE-1", "GHSA-1"],"#),
            advisory("GHSA-1", "a", events: all, more: #""aliases": ["CVE-1"],"#),
            advisory("GHSA-2", "a", events: all, more: #""withdrawn": "2026-01-01T00:00:00Z","#),
            advisory("GHSA-3", "a", events: #"{"introduced": "1.5"}"#),
        ].joined(separator: ",")
        let found = try found(#"{"vulns": [\#(file)]}"#, [package("a", "1.0")])
        let text = String(decoding: try CanonicalJSON.encode(found), as: UTF8.self)
        let expected =
            #"[{"aliases":["CVE-1","PYSEC-1"],"fixed":"2","id":"GHSA-1","package":"a","path":"/a","summary":"first","version":"1.0"}]"#
        #expect(text == expected)
    }

    @Test("a file may hold one advisory, an array, or the answer of OSV's API or scanner")
    func forms() throws {
        let one = advisory("A", "a", events: #"{"introduced": "0"}"#)
        let forms = [
            one, "[\(one)]", #"{"vulns": [\#(one)]}"#, #"{"results": [{}, {"vulns": [\#(one)]}]}"#,
            #"{"results": [{"source": {"path": "x"}, "packages": [{"package": {"name": "a"}, "vulnerabilities": [\#(one)]}]}]}"#,
        ]
        for form in forms { #expect(try found(form, [package("a", "1")]).map(\.id) == ["A"], "\(form.prefix(30))") }
        for empty in ["[]", "{}", #"{"vulns": []}"#] { #expect(try found(empty, [package("a", "1")]) == []) }
    }

    @Test(
        "a file that is something else is refused with the place of the error",
        arguments: [
            ("{", "it is no JSON"), ("", "it is no JSON"), ("7", "it has no advisories"),
            (#"{"name": "a"}"#, "'id' is missing"), (#"[{"id": "a"}, {"id": 7}]"#, "'[1].id' is of the wrong type"),
            (
                #"{"vulns": [{"id": "a", "affected": [{"ranges": [{"type": "SEMVER"}]}]}]}"#,
                "'vulns[0].affected[0].ranges[0].events' is missing"
            ),
        ])
    func refusals(text: String, reason: String) {
        let error = #expect(throws: BuildError.self) { try found(text, []) }
        #expect(error?.code == .invalidInput)
        #expect(error?.message == "advisories 'f.json' can't be read: \(reason)")
    }

    @Test("depth without end is refused")
    func depth() {
        let text = String(repeating: "[", count: 100_000)
        #expect(throws: BuildError.self) { try found(text, []) }
        #expect(throws: BuildError.self) { try found(text + String(repeating: "]", count: 100_000), []) }
    }
}
