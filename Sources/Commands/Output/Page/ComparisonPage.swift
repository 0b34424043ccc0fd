package import Analysis

/// The page of `pith compare --format html`.
package enum ComparisonPage {
    /// The most images that get a treemap.
    package static let treemapLimit = 6

    /// The most nodes that each treemap of a page about so many images has.
    package static func nodeLimit(images: Int) -> Int { 4000 / min(max(images, 1), treemapLimit) }

    /// - Parameters:
    ///   - treemaps: one for each image, in the same order; nil for those without.
    ///   - rules: what the last image was held against.
    package static func render(
        _ comparison: ComparisonDocument, treemaps: [Treemap?], rules: [RuleOutcome] = []
    ) throws -> String {
        let pairs = zip(comparison.images, treemaps).prefix(treemapLimit)
        let maps = pairs.compactMap { image, tree in tree.map { TreemapData.Map(image, $0) } }
        return try Page(
            title: comparison.conclusion.shortened(to: 160), header: header(comparison),
            sections: [rules.section].compactMap { $0 } + sections(comparison, maps.map(\.title)), maps: maps
        ).render()
    }

    private static func header(_ comparison: ComparisonDocument) -> HTML {
        """
        <p class="kind">Image comparison</p>
        <h1>\(conclusion(comparison))</h1>
        """
    }

    /// The sentence, with what was gained in a tone of its own.
    private static func conclusion(_ comparison: ComparisonDocument) -> HTML {
        guard let first = comparison.images.first, let last = comparison.images.last,
            let ratio = SizeRatio(before: first.size, after: last.size)
        else { return "\(comparison.conclusion.shortened(to: 300))" }
        return """
            <span class="image">\(last.reference.shortened(to: 120))</span> is <em>\(ratio.relation)</em> \(ratio.conjunction) \
            <span class="image">\(first.reference.shortened(to: 120))</span>
            """
    }

    private static func sections(_ comparison: ComparisonDocument, _ titles: [String]) -> [PageSection] {
        let images = comparison.images
        let bars: HTML = """
            <div class="halves">
            \(PagePart.bars("Size", images.map { ($0.reference, .bytes($0.size)) }))\
            \(PagePart.bars("Compressed", images.map { ($0.reference, .bytes($0.compressedSize)) }))\
            </div>

            """
        return [
            PageSection(id: "sizes", title: "Before and after", body: bars),
            PageSection(id: "figures", title: "Side by side", body: ComparisonFigures(images).html),
            treemaps(titles), packages(comparison), files(comparison),
        ].compactMap { $0 }
    }

    private static func treemaps(_ titles: [String]) -> PageSection? {
        guard !titles.isEmpty else { return nil }
        let maps = titles.enumerated().map { PagePart.treemap($0.offset, caption: $0.element) }
        return PageSection(
            id: "files", title: "File systems", body: "<div class=\"maps\" data-scales>\n\(maps)</div>\n")
    }

    private static func packages(_ comparison: ComparisonDocument) -> PageSection {
        let rows = comparison.packageChanges.map { change in
            [
                PageCell.code(change.name), .text(change.kind.rawValue), .text(change.word),
                change.before.map(PageCell.code) ?? .nothing, change.after.map(PageCell.code) ?? .nothing,
            ]
        }
        return PageSection(
            id: "packages", title: "Packages", note: "What came, what went, and what has another version.",
            table: PageTable(
                columns: ["Package", "Kind", "Change", "Before", "After"].map { .init($0) }, rows: rows,
                limit: ReportPage.rowLimit),
            empty: "The same packages in the same versions.")
    }

    private static func files(_ comparison: ComparisonDocument) -> PageSection? {
        guard let changes = comparison.fileChanges else { return nil }
        let rows = changes.details.map { change in
            [
                PageCell.code(change.path), .text(change.word), change.before.map(PageCell.bytes) ?? .nothing,
                change.after.map(PageCell.bytes) ?? .nothing,
            ]
        }
        return PageSection(
            id: "changes", title: "Changed files", note: changes.count > 0 ? changes.summary + "." : "",
            table: PageTable(
                columns: [.init("Path"), .init("Change")] + ["Before", "After"].map { .init($0, isNumber: true) },
                rows: rows, total: changes.count, limit: ReportPage.rowLimit),
            empty: "The same files.")
    }
}

extension ComparisonDocument.FileChanges {
    var count: Int { added + removed + changed }

    /// `23,559 removed, 1 added`; empty for no change.
    var summary: String {
        [(removed, "removed"), (added, "added"), (changed, "changed")].filter { $0.0 > 0 }
            .map { "\($0.0.grouped) \($0.1)" }.joined(separator: ", ")
    }
}

extension ComparisonDocument.FileChanges.Change {
    var word: String { after == nil ? "removed" : before == nil ? "added" : "changed" }
}
