import Analysis
import Commands
import FoundationEssentials

/// Reports for tests of what is made of them.
enum SampleReport {
    /// Names that would break out of a page or a comment that takes them as they are.
    static let hostileNames = [
        "</script><script>alert(1)</script>", "<!--<script>", "]]>", "\"><img src=x onerror=alert(1)>", "' onclick='x",
        "a|b\\|c", "`` ` ```", "@everyone #1", "line\nbreak\r\n| x |", "bell\u{7}\u{1B}[31m\u{0}", "\u{202E}gpj.exe",
        "\u{2028}\u{2029}", String(decoding: [0xEF, 0xBF, 0xBE, 0xEF, 0xB7, 0x90] as [UInt8], as: UTF8.self),
        String(decoding: [0x66, 0xFF, 0xC0, 0x80] as [UInt8], as: UTF8.self),
        "&lt;b&gt; &amp;", "</details></table>", String(repeating: "long/", count: 60), "{{title}}\\(title)",
        "https://example.com/ www.example.com [x](javascript:alert(1))", "😀 e\u{301}",
    ]

    /// A report in which every text is `name`, with so many rows in each table.
    static func report(_ name: String, rows: Int = 3, reference: String? = nil) throws -> ReportDocument {
        let text = try String(decoding: JSONEncoder().encode(name), as: UTF8.self)
        let reference = try String(decoding: JSONEncoder().encode(reference ?? name), as: UTF8.self)
        let few = "[" + Array(repeating: text, count: min(rows, 9)).joined(separator: ",") + "]"
        func list(_ element: String) -> String {
            "[" + Array(repeating: element, count: rows).joined(separator: ",") + "]"
        }
        let json = """
            {"reference": \(reference), "id": "sha256:\(String(repeating: "0", count: 64))", "platform": \(text),
            "created": \(text), "size": 946000000, "compressedSize": 339000000, "layers": \(rows), "files": 23560,
            "layerDetails": \(list("""
                {"createdBy": \(text), "size": 1000, "compressedSize": 10, "added": 1200, "changed": 2, "removed": 1}
                """)),
            "efficiency": 0.98, "wastedBytes": 1000, "wasted": \(list("{\"path\": \(text), \"copies\": 2, \"bytes\": 1000}")),
            "biggestFiles": \(list("{\"path\": \(text), \"size\": 5, \"layer\": 0}")),
            "biggestDirectories": \(list("{\"path\": \(text), \"size\": 5, \"files\": 2}")),
            "duplicates": \(list("{\"size\": 1, \"bytes\": 2, \"copies\": 3, \"paths\": \(few)}")),
            "packages": \(rows),
            "packageDetails": \(list("{\"kind\": \(text), \"name\": \(text), \"version\": \(text), \"size\": 1}")),
            "shells": \(list(text)), "packageManagers": \(list(text)), "setuid": \(list(text)),
            "worldWritable": \(list(text)), "unknownOwners": \(list("{\"path\": \(text), \"user\": 1, \"group\": 2}")),
            "secrets": \(list("{\"rule\": \(text), \"path\": \(text), \"layer\": 0, \"deleted\": true, \"line\": 1}")),
            "user": \(text), "runsAsRoot": false, "readOnlyRoot": {"starts": false, "reasons": \(list(text))},
            "languagePackageManagers": \(few), "pendingSecurityUpdates":
            \(list("{\"package\": \(text), \"installed\": \(text), \"fixed\": \(text)}")),
            "vulnerabilities": \(list("""
                {"id": \(text), "aliases": \(few), "package": \(text), "version": \(text), "fixed": \(text),
                "summary": \(text), "path": \(text)}
                """))}
            """
        return try JSONDecoder().decode(ReportDocument.self, from: Data(json.utf8))
    }

    /// A tree of so many files, all of the same name.
    static func tree(_ name: String, files: Int = 4) -> Treemap {
        var nodes = [
            Treemap.Node(name: "", parent: nil, kind: .directory, size: Int64(files) * 10, files: files, layer: 0)
        ]
        for index in 0..<files {
            nodes.append(
                Treemap.Node(name: name, parent: 0, kind: .file, size: 10, files: 1, layer: index % 3))
        }
        return Treemap(nodes: nodes)
    }

    /// Two images side by side.
    static func comparison(_ before: ReportDocument, _ after: ReportDocument, changes: [String] = [])
        -> ComparisonDocument
    {
        let details = changes.map { ComparisonDocument.FileChanges.Change(path: $0, before: 10, after: nil) }
        return ComparisonDocument(
            images: [before, after],
            fileChanges: .init(added: 0, removed: changes.count, changed: 0, details: details),
            packageChanges: (before.packageDetails ?? []).map {
                PackageDifference(kind: .debian, name: $0.name, before: $0.version, after: nil)
            })
    }
}
