import Analysis
import Testing

struct JavaPackageTests {
    /// A zip of files, made by Python; values are Python's.
    static func archive(_ files: [(name: String, python: String)], prefix: String = "b''") throws -> [UInt8] {
        let lines = files.map { "    z.writestr('\($0.name)', \($0.python))" }.joined(separator: "\n")
        return try Python.run(
            """
            import io, sys, zipfile
            def jar(files):
                b = io.BytesIO()
                with zipfile.ZipFile(b, 'w', zipfile.ZIP_DEFLATED) as z:
                    for name, content in files.items(): z.writestr(name, content)
                return b.getvalue()
            def pom(group, artifact, version):
                path = f'META-INF/maven/{group}/{artifact}/pom.properties'
                return {path: f'#made\\r\\ngroupId={group}\\r\\nartifactId={artifact}\\r\\nversion={version}\\r\\n'}
            def nested(depth):
                inner = {f'lib/{depth - 1}.jar': nested(depth - 1)} if depth else {}
                return jar({**pom('deep', str(depth), '1'), **inner})
            b = io.BytesIO()
            with zipfile.ZipFile(b, 'w') as z:
                pass
            \(lines)
            sys.stdout.buffer.write(\(prefix) + b.getvalue())
            """)
    }

    private static let manifest = "META-INF/MANIFEST.MF"

    @Test(
        "Maven's coordinates come first, of every project in the archive, then the name of the file, then what the manifest says"
    )
    func sources() throws {
        let pom = "groupId=org.x\\nartifactId=%\\nversion = 1.2\\n"
        let maven = try Self.archive([
            ("META-INF/maven/org.x/a/pom.properties", "'\(pom.replacing("%", with: "a"))'"),
            (Self.manifest, "'Implementation-Title: No\\nImplementation-Version: 3\\n'"),
            ("META-INF/maven/org.x/b/pom.properties", "'\(pom.replacing("%", with: "b"))'"),
            ("META-INF/maven/org.x/pom.properties", "'\(pom)'"),
        ])
        #expect(names("app/x-9.jar", maven) == ["org.x:a 1.2", "org.x:b 1.2"])
        for (file, manifest, package) in [
            ("x-9.1-beta.jar", "Implementation-Title: T\\nImplementation-Version: 3\\n", "x 9.1-beta"),
            ("x.WAR", "Bundle-SymbolicName: org.b;singleton:=true\\nBundle-Version: 4.\\n 5\\n", "org.b 4.5"),
            ("x.jar", "Automatic-Module-Name: org.m\\r\\nImplementation-Version: 3 (2020)\\r\\n", "org.m 3"),
            ("x.jar", "Implementation-Title: T\\r\\nImplementation-Version: 3\\r\\nBundle-Version: 4\\r\\n", "T 3"),
            ("a-b-9.ear", "Implementation-Title: T\\n\\nImplementation-Version: 3\\n", "a-b 9"),
            ("a.ear", "Implementation-Title: T\\n\\nImplementation-Version: 3\\n", nil),
            ("app.jar", "Automatic-Module-Name: org.m\\n", nil),
        ] {
            let found = names("app/\(file)", try Self.archive([(Self.manifest, "'\(manifest)'")]))
            #expect(found == [package].compactMap { $0 }, "\(file)")
        }
        #expect(
            names("usr/share/java/commons-lang3-3.12.0.jar", try Self.archive([("x", "''")])) == [
                "commons-lang3 3.12.0"
            ])
    }

    @Test("archives in an archive are read, also behind a program that starts it, three levels deep and no deeper")
    func nesting() throws {
        let archive = try Self.archive(
            [("BOOT-INF/lib/y.jar", "jar(pom('g', 'y', '2'))"), ("WEB-INF/lib/4.jar", "nested(4)")],
            prefix: "b'#!/bin/sh\\nexec java -jar $0\\n'")
        let found = try #require(findings("app.jar", archive)).packages.sorted()
        #expect(found.map(\.name) == ["deep:2", "deep:3", "deep:4", "g:y"])
        #expect(found.first?.path == "/app.jar!/WEB-INF/lib/4.jar!/lib/3.jar!/lib/2.jar")
        #expect(found.last?.path == "/app.jar!/BOOT-INF/lib/y.jar")
    }

    @Test("metadata and archives that would be huge are passed over, and what follows them is not")
    func bombs() throws {
        let archive = try Self.archive([
            ("META-INF/maven/g/huge/pom.properties", "b'groupId=g\\nartifactId=huge\\nversion=1\\n' + bytes(2 << 20)"),
            ("lib/huge.jar", "jar({**pom('g', 'inner', '1'), 'zeros': bytes(10)}) + bytes(65 << 20)"),
            ("lib/fine.jar", "jar(pom('g', 'fine', '1'))"),
        ])
        #expect(names("a-1.jar", archive) == ["a 1", "g:fine 1"])
    }

    @Test("all that an archive has decompressed comes to an end")
    func total() throws {
        let files = "jar({f'{n}.jar': bytes(63 << 20) + jar(pom('g', str(n), '1')) for n in range(17)})"
        let found = try #require(names("app.jar", try Self.archive([("inner.jar", files)])))
        #expect(found.count == 16 && found.contains("g:0 1") && found.contains("g:15 1"))
    }

    @Test("what is no archive says nothing")
    func others() throws {
        #expect(names("a-1.jar", Array("no zip at all".utf8)) == [])
        #expect(names("a-1.jar", []) == nil && names("a-1.jmod", [1]) == nil)
    }
}
