package import Analysis
import ImageModel

/// The page of `pith analyze --format html`.
package enum ReportPage {
    /// The most rows of a table.
    static let rowLimit = 1000

    /// - Parameters:
    ///   - treemap: the image's files; nil for a page without a treemap.
    ///   - rules: what the image was held against.
    package static func render(
        _ report: ReportDocument, treemap: Treemap?, rules: [RuleOutcome] = []
    ) throws -> String {
        let maps = treemap.map { [TreemapData.Map(report, $0)] } ?? []
        return try Page(
            title: "\(report.reference.shortened(to: 120)) · image report", header: header(report),
            sections: [rules.section].compactMap { $0 } + [fileSystem(report, hasTreemap: treemap != nil)]
                + report.sections, maps: maps
        ).render()
    }

    private static func header(_ report: ReportDocument) -> HTML {
        """
        <p class="kind">Image report</p>
        <h1>\(report.reference.shortened(to: 200))</h1>
        \(PagePart.identity(report))\
        \(PagePart.figures(figures(report)))\
        \(PagePart.chips(report.verdicts))
        """
    }

    private static func figures(_ report: ReportDocument) -> [Figure] {
        [
            Figure("Size", .bytes(report.size), isMain: true), Figure("Compressed", .bytes(report.compressedSize)),
            Figure("Layers", .number(Int64(report.layers))), Figure("Files", .number(Int64(report.files))),
            Figure("Packages", .number(Int64(report.packageCount))), Figure("Efficiency", .share(report.efficiency)),
            Figure("Wasted", .bytes(report.wastedBytes)),
        ]
    }

    private static func fileSystem(_ report: ReportDocument, hasTreemap: Bool) -> PageSection {
        let map = hasTreemap ? PagePart.treemap(0, caption: "Files by size, coloured by the layer they come from") : ""
        let layers = report.layersTable(treemap: hasTreemap ? 0 : nil)
        return PageSection(
            id: "files", title: "File system",
            body: "<div class=\"split\">\n\(map)<div class=\"layers\">\n<h3>Layers</h3>\n\(layers)</div>\n</div>\n")
    }
}

extension Page {
    /// A page with treemaps.
    init(title: String, header: HTML, sections: [PageSection], maps: [TreemapData.Map]) throws {
        self.init(
            title: title, header: header, sections: sections, data: try CanonicalJSON.encode(TreemapData(maps)))
    }
}

extension TreemapData.Map {
    init(_ report: ReportDocument, _ tree: Treemap) {
        self.init(
            title: report.reference, layers: report.layerDetails.map { $0.createdBy?.instruction ?? "" }, tree: tree)
    }
}

extension PagePart {
    /// What image it is, in one line.
    static func identity(_ report: ReportDocument) -> HTML {
        let parts: [HTML?] = [
            report.platform.map { "<li>\($0.shortened(to: 60))</li>" },
            report.created.map { "<li>created <time>\(String($0.prefix(10)))</time></li>" },
            "<li><code>\(String(report.id.prefix(19)))</code></li>",
        ]
        return "<ul class=\"identity\">\(parts.compactMap { $0 })</ul>\n"
    }
}
