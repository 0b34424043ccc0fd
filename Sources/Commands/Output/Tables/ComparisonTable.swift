package import Analysis

/// A comparison as a table, a column an image, and one sentence below it.
package struct ComparisonTable: Sendable {
    private let comparison: ImageComparison

    package init(_ comparison: ImageComparison) {
        self.comparison = comparison
    }

    /// The table, a blank line, and what was gained; each line ends in a line feed.
    package func render() -> String {
        let columns = [TableRenderer.Column("")] + comparison.images.map { .init($0.reference, .trailing) }
        let rows: [[String]] = [
            row("SIZE") { ByteCount.text($0.size) },
            row("COMPRESSED") { ByteCount.text($0.compressedSize) },
            row("LAYERS") { String($0.layers.count) },
            row("FILES") { String($0.files) },
            row("PACKAGES") { ReportTable.packages($0.packageCounts) },
            row("SHELLS") { ReportTable.names($0.surface.shells) },
            row("PACKAGE MANAGERS") { ReportTable.names($0.surface.packageManagers) },
            row("SETUID") { String($0.surface.setuid.count) },
        ]
        return TableRenderer(columns: columns).render(rows) + (conclusion.map { "\n\($0)\n" } ?? "")
    }

    private func row(_ title: String, _ value: (ImageReport) -> String) -> [String] {
        [title] + comparison.images.map(value)
    }

    /// `B is 686 times smaller than A`; nil where one of them is empty.
    private var conclusion: String? {
        guard let ratio = comparison.sizeRatio, ratio > 0, let first = comparison.images.first,
            let last = comparison.images.last
        else { return nil }
        if ratio == 1 { return "\(last.reference) is as large as \(first.reference)" }
        let times = max(ratio, 1 / ratio)
        let word = ratio > 1 ? "smaller" : "larger"
        return "\(last.reference) is \(times.fixed(times < 10 ? 1 : 0)) times \(word) than \(first.reference)"
    }
}
