import Testing

@testable import Analysis

struct DamagedFileTests {
    private func samples() throws -> [(path: String, content: [UInt8])] {
        let list =
            #"import sys, zlib; sys.stdout.buffer.write(zlib.compress(b'{"packages":[{"name":"a","version":"1.0.0"}]}'))"#
        let go = TestProgram.goBuildInfo("go1.22.1", "mod\ta\tv1\ndep\tb\tv2\n=>\tc\tv3\n")
        let paths = Array("/rustc/a/registry/src/i/serde-1.0.0/lib.rs/registry/log-0.4.0/src".utf8)
        let text: (String) -> [UInt8] = { Array($0.utf8) }
        return [
            (
                "var/lib/dpkg/status",
                text("Package: a\nSource: b (1)\nInstalled-Size: 5\n\nPackage: c\nStatus: x installed\n")
            ),
            ("a.dist-info/METADATA", text("Metadata-Version: 2\nName: a\nVersion: 1\n\nbody")),
            ("a.dist-info/RECORD", text("a,sha256=x,10\nb,,\n")),
            ("node_modules/a/package.json", text(#"{"name": "a", "version": "1", "x": [1, {"y": "\u00e9"}]}"#)),
            (
                "a-1.jar",
                try JavaPackageTests.archive([
                    ("META-INF/MANIFEST.MF", "'Implementation-Title: T\\nImplementation-Version: 3\\n'"),
                    ("lib/b.jar", "jar({**pom('g', 'y', '2'), 'x': bytes(5000)})"),
                    ("META-INF/maven/g/a/pom.properties", "'version=1'"),
                ])
            ),
            ("go", TestProgram(sections: [(".go.buildinfo", go)]).bytes),
            ("go32", TestProgram(is64Bit: false, isLittleEndian: false, sections: [(".go.buildinfo", go)]).bytes),
            ("rust", TestProgram(sections: [(".dep-v0", try Python.run(list))]).bytes),
            ("rust.so", TestProgram(sections: [(".rodata", paths)]).bytes),
        ]
    }

    @Test("a damaged file names no package that can't be one, and stops nothing")
    func packages() throws {
        for (path, content) in try samples() {
            #expect(findings(path, content) != PackageFindings(), "\(path)")
            for damaged in Damage.variants(of: content) {
                for package in findings(path, damaged)?.packages ?? [] { #expect(package.isPlausible) }
            }
        }
    }

    @Test("advisories and versions that are damaged are refused or read, and stop nothing")
    func advisories() throws {
        let advisory = """
            [{"id": "A-1", "aliases": ["C-1"], "summary": "s", "affected": [{"package": {"ecosystem": "PyPI", "name": "a"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1!2.0rc1.post2.dev3+l.4"}]}]}]}]
            """
        let package = InstalledPackage(.python, name: "a", version: "1.0", path: "/a")
        var accepted = 0
        for damaged in Damage.variants(of: Array(advisory.utf8)) {
            var database = AdvisoryDatabase()
            guard (try? database.add(damaged, named: "f")) != nil else { continue }
            accepted += 1
            #expect(database.vulnerabilities(in: [package]).count <= 1)
        }
        #expect((1..<500).contains(accepted))
        for damaged in Damage.variants(of: Array("1!2.0rc1.post2.dev3+l.4".utf8)) {
            let text = String(decoding: damaged, as: UTF8.self)
            if let version = PythonVersion(text) { #expect(version == version && !(version < version)) }
            if let version = SemanticVersion(text) { #expect(!(version < version)) }
        }
    }
}
