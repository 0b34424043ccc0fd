import Analysis
import Testing

struct PythonPackageTests {
    private let metadata = "Metadata-Version: 2.1\nName: Jinja2\nVersion: 3.1.4\nSummary: x\n\nVersion: 9\nName: No\n"

    @Test("a package is found by its metadata, wherever it was installed, and by nothing of the same name elsewhere")
    func paths() {
        for path in [
            "usr/lib/python3/dist-packages/jinja2-3.1.4.dist-info/METADATA", "a.egg-info/PKG-INFO",
            "app/x-1.egg-info", "x.dist-info/METADATA",
        ] {
            #expect(names(path, metadata) == ["Jinja2 3.1.4"], "\(path)")
        }
        for path in ["METADATA", "x/METADATA", "x.dist-info/PKG-INFO", "x.dist-info", "x.dist-info/METADATA/x"] {
            #expect(names(path, metadata) == nil, "\(path)")
        }
        #expect(names("x.dist-info/METADATA", "Name: no metadata\nVersion: 1\n") == [])
        #expect(names("x.dist-info/METADATA", "\nMetadata-Version: 2.1\nName: late\n") == [])
    }

    @Test("a package's size is that of the files that its RECORD lists")
    func record() throws {
        let record = """
            jinja2/__init__.py,sha256=abc,1000\r
            "jinja2/a,b.py",sha256=abc,24
            jinja2-3.1.4.dist-info/RECORD,,
            jinja2/negative.py,,-5
            12
            """
        let found = [
            findings("lib/jinja2-3.1.4.dist-info/METADATA", Array(metadata.utf8)),
            findings("lib/jinja2-3.1.4.dist-info/RECORD", Array(record.utf8)),
            findings("lib/other.dist-info/METADATA", Array(metadata.utf8)),
            findings("lib/other.dist-info/METADATA", Array(metadata.utf8)),
            findings("huge.dist-info/RECORD", Array("a,,9223372036854775807\nb,,9223372036854775807\n".utf8)),
        ]
        let joined = PackageFindings(joining: found.compactMap { $0 })
        #expect(joined.packages.map(\.path) == ["jinja2-3.1.4", "other"].map { "/lib/\($0).dist-info/METADATA" })
        #expect(joined.packages.map(\.size) == [1024, nil])
    }

    @Test("Python finds the same packages of this machine")
    func judge() throws {
        let listing = try Python.run(
            """
            import importlib.metadata, pathlib
            for found in importlib.metadata.distributions():
                path = pathlib.Path(found._path)
                if path.is_dir():
                    path = path / ('METADATA' if path.suffix == '.dist-info' else 'PKG-INFO')
                if path.exists():
                    print(path, found.metadata['Name'], found.metadata['Version'], sep='\\t')
            """)
        let rows = String(decoding: listing, as: UTF8.self).split(separator: "\n").map { $0.split(separator: "\t") }
        #expect(rows.contains { $0.count == 3 && $0[1] == "pip" })
        for row in rows where row.count == 3 {
            let path = String(row[0])
            #expect(names(String(path.dropFirst()), try content(of: path)) == ["\(row[1]) \(row[2])"])
        }
    }
}
