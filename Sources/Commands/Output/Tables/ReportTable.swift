package import Analysis
import ImageModel

/// The report on one image, for a terminal: its figures, its layers, then what is big and what is wasted.
package struct ReportTable: Sendable {
    let report: ImageReport
    /// The most rows that a list of paths has; all that are known are in the JSON form.
    private static let length = 10

    package init(_ report: ImageReport) {
        self.report = report
    }

    /// Each line ends in a line feed; what there is nothing of has no section.
    package func render() -> String {
        ([figures, layers] + lists + findings).filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private var figures: String {
        let rows: [[String]] =
            [
                ["IMAGE", report.reference],
                ["ID", report.id.description],
                ["PLATFORM", report.platform.description],
            ] + ReportTable.figures.compactMap { figure in figure.text(report).map { [figure.title, $0] } }
        return TableRenderer(columns: [.init(rows[0][0]), .init(rows[0][1])]).render(Array(rows.dropFirst()))
    }

    private var layers: String {
        let columns: [TableRenderer.Column] = [
            .init("LAYER", .trailing), .init("SIZE", .trailing), .init("COMPRESSED", .trailing),
            .init("ADDED", .trailing), .init("CHANGED", .trailing), .init("REMOVED", .trailing), .init("INSTRUCTION"),
        ]
        let rows = report.layers.enumerated().map { index, layer in
            [
                String(index + 1), ByteCount.text(layer.size), ByteCount.text(layer.compressedSize),
                String(layer.changes.added.files), String(layer.changes.changed.files),
                String(layer.changes.removed.files), (layer.createdBy ?? "").onOneLine.cut(toWidth: 70),
            ]
        }
        return rows.isEmpty ? "" : TableRenderer(columns: columns).render(rows)
    }

    private var lists: [String] {
        [
            list("BIGGEST FILES", report.biggestFiles) {
                [ByteCount.text($0.size), $0.path, "layer \($0.layer + 1)"]
            },
            list("BIGGEST DIRECTORIES", report.biggestDirectories) {
                [ByteCount.text($0.size), $0.path, "\($0.files) \($0.files == 1 ? "file" : "files")"]
            },
            list("WASTED", report.wasted) {
                [ByteCount.text($0.bytes), $0.path, "\($0.copies) layers"]
            },
            list("DUPLICATES", report.duplicates) {
                [ByteCount.text($0.bytes), $0.paths.first ?? "", "\($0.copies) copies"]
            },
        ]
    }

    /// - Parameter row: size, path, and a remark.
    private func list<Element>(_ title: String, _ elements: [Element], row: (Element) -> [String]) -> String {
        let rows = elements.prefix(Self.length).map(row)
        if rows.isEmpty { return "" }
        return TableRenderer(columns: [.init("SIZE", .trailing), .init(title), .init("")]).render(rows)
    }
}
