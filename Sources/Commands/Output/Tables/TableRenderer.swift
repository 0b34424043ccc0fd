import Diagnostics

/// Lays out rows below a header: columns as wide as their widest cell, two blanks between them, none at a line's end.
package struct TableRenderer: Sendable {
    package enum Alignment: Sendable { case leading, trailing }

    /// One column: what stands above it, and where its cells stand.
    package struct Column: Sendable {
        package let title: String
        package let alignment: Alignment

        package init(_ title: String, _ alignment: Alignment = .leading) {
            self.title = title
            self.alignment = alignment
        }
    }

    private let columns: [Column]

    package init(columns: [Column]) {
        self.columns = columns
    }

    /// The table, a line feed after each line. Missing cells are empty; control characters are written out.
    package func render(_ rows: [[String]]) -> String {
        let lines = [columns.map(\.title)] + rows.map { row in row.map(\.onOneLine) }
        let widths = columns.indices.map { index in
            lines.map { index < $0.count ? $0[index].displayWidth : 0 }.max() ?? 0
        }
        return lines.map { line in self.line(line, widths) + "\n" }.joined()
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        let padded = columns.indices.map { index in
            let cell = index < cells.count ? cells[index] : ""
            let blanks = String(repeating: " ", count: widths[index] - cell.displayWidth)
            return columns[index].alignment == .leading ? cell + blanks : blanks + cell
        }
        var line = padded.joined(separator: "  ")
        while line.last == " " { line.removeLast() }
        return line
    }
}
