/// What stands in one cell of a table.
package enum PageCell: Hashable, Sendable {
    case text(String)
    /// A path, a command, a version: in the font of a terminal.
    case code(String)
    /// Several of these, one a line.
    case codes([String])
    case bytes(Int64)
    case seconds(Double)
    case number(Int64)
    /// How many times smaller, or larger, than another.
    case factor(SizeRatio)
    /// A verdict: its sign and its words.
    case verdict(Verdict.Level, String)
    /// Part of the whole.
    case share(Double)
    case nothing

    /// The most characters of one text; the middle of a longer one is left out.
    static let textLimit = 240
    /// The most lines of one cell.
    static let lineLimit = 12

    package var html: HTML {
        switch self {
        case .text(let text): "\(text.shortened(to: PageCell.textLimit))"
        case .code(let text): "<code>\(text.shortened(to: PageCell.textLimit))</code>"
        case .codes(let texts): PageCell.lines(texts)
        case .bytes(let bytes): PageCell.measure(ByteCount.text(bytes))
        case .seconds(let seconds): PageCell.measure(SecondCount.text(seconds))
        case .number(let number): "\(number.grouped)"
        case .factor(let ratio): "\(ratio.factor)"
        case .verdict(let level, let text):
            "<span class=\"mark \(level.rawValue)\"><span class=\"sign\" aria-hidden=\"true\">\(level.sign)</span>\(text)</span>"
        case .share(let share): "\((share * 100).fixed(share > 0.9995 || share < 0.0005 ? 0 : 1))%"
        case .nothing: "<span class=\"nothing\">–</span>"
        }
    }

    /// What a column is sorted by, where it is not the text.
    var sortKey: String? {
        switch self {
        case .bytes(let value), .number(let value): String(value)
        case .share(let share): (share * 1000).fixed(0)
        case .seconds(let seconds): seconds.fixed(3)
        case .factor(let ratio): ratio.value.fixed(3)
        case .verdict(let level, _): String(level.rank)
        case .nothing: "-1"
        case .text, .code, .codes: nil
        }
    }

    private static func lines(_ texts: [String]) -> HTML {
        let lines = texts.prefix(lineLimit).map { "<code>\($0.shortened(to: textLimit))</code>" as HTML }
        let more: HTML = texts.count > lineLimit ? "and \((texts.count - lineLimit).grouped) more" : ""
        return "<span class=\"lines\">\(lines)\(more)</span>"
    }

    /// What the length of a bar stands for; 0 where it is no amount.
    var amount: Double {
        switch self {
        case .bytes(let value), .number(let value): Double(value)
        case .seconds(let value), .share(let value): value
        case .factor(let ratio): ratio.value
        case .text, .code, .codes, .verdict, .nothing: 0
        }
    }

    /// A number with its unit, which ends it.
    private static func measure(_ text: String) -> HTML {
        let number = text.prefix { !$0.isLetter }
        return "<span class=\"measure\">\(String(number))<small>\(String(text.dropFirst(number.count)))</small></span>"
    }
}

/// Rows below a header; the script adds filtering and sorting.
package struct PageTable: Sendable {
    package struct Column: Sendable {
        package let title: String
        /// Numbers stand at the end of their column.
        package let isNumber: Bool

        package init(_ title: String, isNumber: Bool = false) {
            self.title = title
            self.isNumber = isNumber
        }
    }

    private let columns: [Column]
    private let rows: [[PageCell]]
    /// How many rows there are, those that are left out included.
    private let total: Int

    /// - Parameter limit: the most rows that the page shows; how many more there are is said below.
    package init(columns: [Column], rows: some Collection<[PageCell]>, total: Int? = nil, limit: Int) {
        self.columns = columns
        self.rows = Array(rows.prefix(limit))
        self.total = max(total ?? rows.count, rows.count)
    }

    package var isEmpty: Bool { rows.isEmpty }

    /// Whether it has more than a narrow screen can show side by side.
    private var isWide: Bool { columns.count > 3 || columns.count { !$0.isNumber } > 2 }

    /// Whether only a wide screen can show it: on others its columns are moved below the first.
    private var isVeryWide: Bool { columns.count > 8 }

    /// The most bytes of all rows of one table.
    private static let byteLimit = 150_000

    /// As many rows as there is room for.
    private var fitting: [HTML] {
        var (bytes, fitting) = (0, [HTML]())
        for cells in rows {
            let row = row(cells)
            bytes += row.text.utf8.count
            if bytes > PageTable.byteLimit { break }
            fitting.append(row)
        }
        return fitting
    }

    /// The table, its rows cut off where the page would grow too large.
    ///
    /// - Parameter name: what its caption and its filter are called by.
    package func html(named name: String) -> HTML {
        let rows = fitting
        let heads = columns.map {
            "<th scope=\"col\"\($0.isNumber ? " class=\"number\"" : "" as HTML)>\($0.title)</th>" as HTML
        }
        let kind: HTML = isVeryWide ? " class=\"moves\"" : isWide ? " class=\"stacks\"" : ""
        let table: HTML = """
            <table data-name="\(name)"\(kind)>
            <thead><tr>\(heads)</tr></thead>
            <tbody>
            \(rows)</tbody>
            </table>

            """
        return """
            \(isVeryWide ? "<div class=\"scroll\">\n\(table)</div>\n" : table)\
            \(total > rows.count ? "<p class=\"more\">and \((total - rows.count).grouped) more</p>\n" : "" as HTML)
            """
    }

    private func row(_ cells: [PageCell]) -> HTML {
        let items = zip(columns, cells).map { column, cell -> HTML in
            let key: HTML = cell.sortKey.map { " data-key=\"\($0)\"" } ?? ""
            let number: HTML = column.isNumber ? " class=\"number\"" : ""
            return "<td\(number)\(key) data-label=\"\(column.title)\">\(cell.html)</td>"
        }
        return "<tr>\(items)</tr>\n"
    }
}
