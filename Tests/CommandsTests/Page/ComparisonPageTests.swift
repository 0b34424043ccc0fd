import Analysis
import Commands
import Testing

struct ComparisonPageTests {
    @Test("the heading says what was gained, the table how much of everything")
    func heading() throws {
        let before = try SampleReport.report("bash", reference: "app:single-stage")
        let page = try ComparisonPage.render(
            SampleReport.comparison(before, SampleReport.report("bash", rows: 0, reference: "app")),
            treemaps: [nil, nil])
        #expect(
            page.contains(
                "<span class=\"image\">app</span> is <em>as large</em> as <span class=\"image\">app:single-stage</span>"
            ))
        #expect(
            page.contains("<tr><th scope=\"row\">Secrets</th><td class=\"number\">3</td><td class=\"number\">0</td>"))
        #expect(page.contains("<td class=\"number change gain\">−3</td>"))
    }

    @Test(
        "ratios are in words, whichever image is the larger one",
        arguments: [
            (1_000, 10, "100 times smaller than", "100× smaller"), (10, 1_000, "100 times larger than", "100× larger"),
            (2_000_000, 1_000, "2,000 times smaller than", "2,000× smaller"),
            (150, 100, "1.5 times smaller than", "1.5× smaller"), (999, 100, "10 times smaller than", "10× smaller"),
            (994, 100, "9.9 times smaller than", "9.9× smaller"), (100, 100, "as large as", "the same"),
            (.max, 1, "1,000,000,000,000,000 times smaller than", "1,000,000,000,000,000× smaller"),
        ] as [(Int64, Int64, String, String)])
    func ratios(before: Int64, after: Int64, words: String, short: String) throws {
        let ratio = try #require(SizeRatio(before: before, after: after))
        #expect(ratio.words == words && ratio.short == short)
    }

    @Test("an image without a byte has no ratio")
    func noRatio() {
        #expect(SizeRatio(before: 1, after: 0) == nil && SizeRatio(before: 0, after: 1) == nil)
    }

    @Test("hostile names make no markup in a comparison", arguments: SampleReport.hostileNames)
    func hostile(name: String) throws {
        func page(_ name: String) throws -> String {
            let report = try SampleReport.report(name)
            let tree = SampleReport.tree(name)
            return try ComparisonPage.render(
                SampleReport.comparison(report, SampleReport.report(name, rows: 0), changes: [name]),
                treemaps: [tree, tree])
        }
        func tags(_ page: String) -> Int { page.count { $0 == "<" } }
        #expect(try tags(page(name)) == tags(page("harmless")))
    }

    @Test("pages of more images than anyone looks at have six treemaps, and a column each")
    func many() throws {
        let reports = try (0..<30).map { try SampleReport.report("x", reference: "image\($0)") }
        let trees = reports.map { _ in SampleReport.tree("x", files: ComparisonPage.nodeLimit(images: 30)) as Treemap? }
        let page = try ComparisonPage.render(
            ComparisonDocument(images: reports, fileChanges: nil), treemaps: trees)
        #expect(page.split(separator: "data-treemap=").count == 7)
        #expect(page.contains("image29") && page.utf8.count < 1_000_000)
    }
}
