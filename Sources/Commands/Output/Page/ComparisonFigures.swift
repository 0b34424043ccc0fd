/// Images side by side, a row for each figure, and how the last relates to the first.
package struct ComparisonFigures: Sendable {
    package struct Row: Sendable {
        package let title: String
        package let cells: [PageCell]
        /// `923× smaller`; empty where there is nothing to relate.
        package let change: String
        /// Whether the last image has less of it: of all that is counted here, less is better. nil where it is as much.
        package let isGain: Bool?

        package init(title: String, cells: [PageCell], change: String = "", isGain: Bool? = nil) {
            self.title = title
            self.cells = cells
            self.change = change
            self.isGain = isGain
        }
    }

    package let references: [String]
    package let rows: [Row]

    /// - Parameters:
    ///   - images: in the order in which they were named.
    ///   - more: what is known of these images beside the reports.
    package init(_ images: [ReportDocument], more: [Row] = []) {
        references = images.map { $0.reference.shortened(to: 120) }
        func sizes(_ title: String, _ value: (ReportDocument) -> Int64) -> Row {
            let values = images.map(value)
            let (first, last) = (values.first ?? 0, values.last ?? 0)
            let ratio = SizeRatio(before: first, after: last)
            let (difference, isTooLarge) = last.subtractingReportingOverflow(first)
            let words =
                isTooLarge || difference == 0 ? "" : (difference > 0 ? "+" : "−") + ByteCount.text(abs(difference))
            return Row(
                title: title, cells: values.map(PageCell.bytes), change: ratio?.short ?? words,
                isGain: ratio.map(\.isGain) ?? (difference == 0 ? nil : difference < 0))
        }
        func counts(_ title: String, _ value: (ReportDocument) -> Int) -> Row {
            let values = images.map(value)
            return Row(
                title: title, cells: values.map { .number(Int64($0)) },
                change: ComparisonFigures.difference(values.first ?? 0, values.last ?? 0),
                isGain: ComparisonFigures.isGain(values.first, values.last))
        }
        rows =
            [
                sizes("Size", \.size), sizes("Compressed", \.compressedSize), counts("Layers", \.layers),
                counts("Files", \.files), counts("Packages", \.packageCount), counts("Shells", \.shells.count),
                counts("Package managers", \.packageManagers.count), counts("Setuid programs", \.setuid.count),
                Row(title: "Efficiency", cells: images.map { .share($0.efficiency) }),
                sizes("Wasted", \.wastedBytes),
            ]
            + ComparisonFigures.checks(images) + more
    }

    package var html: HTML {
        let heads = references.map { "<th scope=\"col\" class=\"number\"><code>\($0)</code></th>" as HTML }
        let body = rows.map { row -> HTML in
            let cells = row.cells.map { "<td class=\"number\">\($0.html)</td>" as HTML }
            let tone: HTML = row.isGain.map { $0 ? " gain" : " loss" } ?? ""
            return """
                <tr><th scope="row">\(row.title)</th>\(cells)<td class="number change\(tone)">\(row.change)</td></tr>

                """
        }
        return """
            <div class="scroll">
            <table class="figures-table">
            <thead><tr><td></td>\(heads)<th scope="col" class="number">Change</th></tr></thead>
            <tbody>
            \(body)</tbody>
            </table>
            </div>

            """
    }

    /// What only some reports have.
    private static func checks(_ images: [ReportDocument]) -> [Row] {
        func row(_ title: String, _ value: (ReportDocument) -> Int?) -> [Row] {
            let values = images.map(value)
            guard values.contains(where: { $0 != nil }) else { return [] }
            var change = ""
            if let first = values.first, let last = values.last, let first, let last {
                change = difference(first, last)
            }
            let cells = values.map { $0.map { PageCell.number(Int64($0)) } ?? .nothing }
            let isGain = isGain(values.first ?? nil, values.last ?? nil)
            return [Row(title: title, cells: cells, change: change, isGain: isGain)]
        }
        let users = images.map { image in
            image.runsAsRoot.map { PageCell.text($0 ? "root" : image.user ?? "another user") } ?? .nothing
        }
        let user = Row(title: "Runs as", cells: users)
        return (users.contains { $0 != .nothing } ? [user] : [])
            + row("Secrets") { $0.secrets?.count }
            + row("Security fixes pending") { $0.pendingSecurityUpdates?.count }
            + row("Known vulnerabilities") { $0.vulnerabilities?.count }
    }

    private static func isGain(_ before: Int?, _ after: Int?) -> Bool? {
        guard let before, let after, before != after else { return nil }
        return after < before
    }

    private static func difference(_ before: Int, _ after: Int) -> String {
        let (difference, overflow) = after.subtractingReportingOverflow(before)
        if overflow || difference == 0 { return "" }
        return (difference > 0 ? "+" : "−") + difference.magnitude.grouped
    }
}
