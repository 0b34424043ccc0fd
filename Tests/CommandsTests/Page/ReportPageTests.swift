import Analysis
import Commands
import FoundationEssentials
import ImageModel
import Testing

struct ReportPageTests {
    private func page(_ name: String, rows: Int = 3, files: Int = 4) throws -> String {
        try ReportPage.render(SampleReport.report(name, rows: rows), treemap: SampleReport.tree(name, files: files))
    }

    private func parts(_ text: String, between start: String, and end: String) -> [Substring] {
        text.split(separator: start, omittingEmptySubsequences: false).dropFirst().map { part in
            part.split(separator: end, maxSplits: 1, omittingEmptySubsequences: false)[0]
        }
    }

    @Test("no name of an image makes a tag, an attribute, a comment or a script", arguments: SampleReport.hostileNames)
    func hostile(name: String) throws {
        let (page, harmless) = (try page(name), try page("harmless"))
        // The same characters that mean something stand in both pages: all that a name brings is escaped.
        func markup(_ page: String) -> String { String(page.filter { "<>\"'".contains($0) }) }
        let title = page.split(separator: "<body>")[0]
        func body(_ page: String) -> Substring { parts(page, between: "<body>", and: "<script type")[0] }
        #expect(!title.contains(name) || !name.contains("<"))
        // Lists are as long in both.
        #expect(markup(String(body(page))) == markup(String(body(harmless))))
        #expect(parts(page, between: "<script", and: ">").count == 2 && !page.contains("<!--"))
        let allowed: Set<Unicode.Scalar> = ["\n"]
        #expect(
            page.unicodeScalars.allSatisfy {
                $0.properties.generalCategory != .control || allowed.contains($0)
            })
        #expect(!page.unicodeScalars.contains { (0x202A...0x202E).contains($0.value) || $0.value == 0xFFFE })
    }

    @Test(
        "the data of a page is JSON that nothing in it can end, and says what was put in",
        arguments: SampleReport.hostileNames)
    func data(name: String) throws {
        let page = try page(name)
        let data = try #require(parts(page, between: "id=\"data\">", and: "</script>").first)
        #expect(!data.contains { "<>&\u{2028}\u{2029}".contains($0) })
        let json = try JSONDecoder().decode(JSONValue.self, from: Data(data.utf8))
        guard case .object(let object) = json, case .array(let maps)? = object["treemaps"],
            case .object(let map)? = maps.first,
            case .array(let names)? = map["names"], case .array(let parents)? = map["parents"]
        else {
            Issue.record("no treemap in the data")
            return
        }
        #expect(names.count == 5 && parents == [.integer(-1)] + Array(repeating: .integer(0), count: 4))
        if name.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }), name.count < 60, !name.contains("  ") {
            #expect(names[1] == .string(name))
        }
    }

    @Test("the policy of a page allows its own style and script and nothing else")
    func policy() throws {
        let page = try page("name")
        let policy = try #require(parts(page, between: "Content-Security-Policy\" content=\"", and: "\">").first)
        func hash(_ text: Substring) -> String {
            "'sha256-" + Data(Digest(of: text.utf8).bytes).base64EncodedString() + "'"
        }
        let style = try #require(parts(page, between: "<style>", and: "</style>").first)
        let script = try #require(parts(page, between: "<script>", and: "</script>").first)
        #expect(
            policy.hasPrefix("default-src 'none'; style-src \(hash(style)); script-src \(hash(script)); img-src data:;")
        )
        #expect(!policy.contains("unsafe") && !page.contains(" style=") && !page.contains(" onclick="))
        for forbidden in [
            "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "http://", "https://",
        ] {
            #expect(!script.contains(forbidden) && !style.contains(forbidden))
        }
    }

    @Test("a page stays small whatever the image, and says how much it leaves out")
    func bounded() throws {
        let name = String(repeating: "</script>&<\u{2028}", count: 300)
        let page = try page(name, rows: 300, files: 4000)
        #expect(page.utf8.count < 2_500_000)
        let many = try self.page("/usr/lib/x86_64-linux-gnu/perl5/5.36/auto", rows: 5000, files: 4000)
        #expect(many.utf8.count < 2_000_000 && many.contains(" more</p>"))
    }

    @Test("figures, verdicts, layers and tables are in the markup, for whoever has no script")
    func markup() throws {
        let page = try page("name")
        for text in [
            "Size</span> <strong><span class=\"measure\">946<small>MB</small></span></strong>", "98.0%", ">23,560<",
            "security fixes pending", "<span class=\"changes\">1,200 added, 2 changed, 1 removed</span>",
            "<h2 id=\"packages-title\">Packages</h2>",
        ] {
            #expect(page.contains(text), "\(text)")
        }
    }

    @Test("what was not looked for is not said to be absent")
    func unknown() throws {
        let json = """
            {"reference": "app", "id": "sha256:0", "size": 1, "compressedSize": 1, "layers": 0, "files": 0,
            "layerDetails": [], "efficiency": 1, "wastedBytes": 0, "wasted": [], "biggestFiles": [],
            "biggestDirectories": [], "duplicates": [], "packages": 0, "shells": [], "packageManagers": [], "setuid": []}
            """
        let report = try JSONDecoder().decode(ReportDocument.self, from: Data(json.utf8))
        let page = try ReportPage.render(report, treemap: nil)
        for text in ["secret", "vulnerabilit", "fixes", "runs as", "read-only"] {
            #expect(!page.contains("</span>\(text)"))
        }
        #expect(page.contains("no shell") && !page.contains("id=\"vulnerabilities\""))
        #expect(!ReportMarkdown.render(report).contains("secret"))
    }
}
