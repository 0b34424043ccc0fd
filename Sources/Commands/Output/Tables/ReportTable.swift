package import Analysis
import ImageModel

/// The report on one image, for a terminal: its figures, its layers, then what is big and what is wasted.
package struct ReportTable: Sendable {
    private let report: ImageReport
    /// The most rows that a list of paths has; all that are known are in the JSON form.
    private static let length = 10

    package init(_ report: ImageReport) {
        self.report = report
    }

    /// Each line ends in a line feed; what there is nothing of has no section.
    package func render() -> String {
        ([figures, layers] + lists).filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private var figures: String {
        let rows: [[String]] = [
            ["IMAGE", report.reference],
            ["ID", report.id.description],
            ["PLATFORM", report.platform.description],
            ["SIZE", ByteCount.text(report.size)],
            ["COMPRESSED", ByteCount.text(report.compressedSize)],
            ["LAYERS", String(report.layers.count)],
            ["FILES", String(report.files)],
            [
                "EFFICIENCY",
                "\((report.efficiency * 100).fixed(1, droppingZeros: true))%, \(ByteCount.text(report.wastedBytes)) wasted",
            ],
            ["PACKAGES", ReportTable.packages(report.packageCounts)],
            ["SHELLS", ReportTable.names(report.surface.shells)],
            ["PACKAGE MANAGERS", ReportTable.names(report.surface.packageManagers)],
            ["SETUID", String(report.surface.setuid.count)],
        ]
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
                [ByteCount.text($0.size), $0.path, "\($0.files) files"]
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

    /// `69 Debian, 17 Rust`, or `0`.
    static func packages(_ counts: [PackageKind: Int]) -> String {
        let known = PackageKind.allCases.compactMap { kind in
            counts[kind].map { "\($0) \(kind.rawValue.prefix(1).uppercased())\(kind.rawValue.dropFirst())" }
        }
        return known.isEmpty ? "0" : known.joined(separator: ", ")
    }

    /// The programs' names, each once, or `none`; paths are in the JSON form.
    static func names(_ paths: [String]) -> String {
        let names = Set(paths.map { String($0.drop { $0 != "/" }.split(separator: "/").last ?? "") }).sorted()
        return names.isEmpty ? "none" : names.joined(separator: " ")
    }
}
