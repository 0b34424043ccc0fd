/// Lines whose cells end with tabs, laid out as docker does with Go's `text/tabwriter`: a column reaches over lines that
/// follow one another and have it; what is behind a line's last tab belongs to none.
enum TabbedText {
    private static let leastWidth = 10
    private static let padding = 3

    /// The lines with blanks in the place of tabs. Each ends with a line feed.
    static func aligned(_ text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
        if lines.last == [""] { lines.removeLast() }
        let columns = lines.map(\.count).max() ?? 0
        for column in 0..<max(0, columns - 1) { align(column, of: &lines) }
        return lines.map { $0.joined() + "\n" }.joined()
    }

    private static func align(_ column: Int, of lines: inout [[String]]) {
        var start = 0
        while start < lines.count {
            let block = lines[start...].prefix { $0.count - 1 > column }.indices
            let widths = block.map { lines[$0][column].displayWidth }
            let width = max(leastWidth, (widths.max() ?? 0) + padding)
            for (line, used) in zip(block, widths) {
                lines[line][column] += String(repeating: " ", count: width - used)
            }
            start = block.upperBound + 1
        }
    }
}
