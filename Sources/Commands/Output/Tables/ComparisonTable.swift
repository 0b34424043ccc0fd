package import Analysis

/// A comparison as a table, a column an image, and what was gained in sentences below it.
package struct ComparisonTable: Sendable {
    private let comparison: ImageComparison

    package init(_ comparison: ImageComparison) {
        self.comparison = comparison
    }

    /// The table, a blank line, and what was gained; each line ends in a line feed.
    package func render() -> String {
        let columns = [TableRenderer.Column("")] + comparison.images.map { .init($0.reference, .trailing) }
        let rows = ReportTable.figures.compactMap { figure -> [String]? in
            let texts = comparison.images.map(figure.text)
            if texts.allSatisfy({ $0 == nil }) { return nil }
            return [figure.title] + texts.map { $0 ?? "not known" } + [ratio(figure)]
        }
        let sentences = [conclusion, fileChanges, packageChanges].compactMap { $0 }
        return TableRenderer(columns: columns + [.init("RATIO", .trailing)]).render(rows)
            + (sentences.isEmpty ? "" : "\n\(sentences.joined(separator: "\n"))\n")
    }

    /// How many times the last image's figure is in the first one's.
    private func ratio(_ figure: ReportTable.Figure) -> String {
        guard let amount = figure.amount, let (first, last) = comparison.ends, amount(last) > 0 else { return "" }
        return "\(ComparisonTable.number(Double(amount(first)) / Double(amount(last))))×"
    }

    /// `B is 686 times smaller than A`; nil where one of them is empty.
    private var conclusion: String? {
        guard let ratio = comparison.sizeRatio, ratio > 0, let (first, last) = comparison.ends else { return nil }
        if ratio == 1 { return "\(last.reference) is as large as \(first.reference)" }
        let times = ComparisonTable.number(max(ratio, 1 / ratio))
        return "\(last.reference) is \(times) times \(ratio > 1 ? "smaller" : "larger") than \(first.reference)"
    }

    /// `3689 files went, 1 came, 0 changed`; nil where it was not looked at.
    private var fileChanges: String? {
        guard let files = comparison.fileChanges, files.removed + files.added + files.changed > 0 else { return nil }
        return "\(files.removed) files went, \(files.added) came, \(files.changed) changed"
    }

    /// `171 packages went, 0 came, 0 changed`; nil where none did.
    private var packageChanges: String? {
        let changes = comparison.packageChanges
        if changes.isEmpty { return nil }
        let (gone, new) = (changes.count { $0.after == nil }, changes.count { $0.before == nil })
        return "\(gone) packages went, \(new) came, \(changes.count - gone - new) changed"
    }

    private static func number(_ ratio: Double) -> String { ratio.fixed(ratio < 10 ? 1 : 0) }
}
