/// A GitHub comment in the making, of bounded size (GitHub Flavored Markdown 0.29).
///
/// What comes from an image, and might be hostile, is in code spans only: nothing in these is a mention, a link, a tag or
/// an emphasis.
package struct Markdown: Sendable {
    /// The most bytes of a whole comment; GitHub takes 65,536 characters.
    package static let limit = 60_000
    /// What is kept free for the ends of what is open.
    private static let reserve = 200

    package private(set) var text = ""

    package init() {}

    /// A paragraph of the program's own words and of code spans.
    mutating func paragraph(_ text: String) {
        guard fits(text) else { return }
        self.text += (self.text.isEmpty ? "" : "\n") + text + "\n"
    }

    /// A table with as many rows as fit, and how many more there are; nothing without rows.
    ///
    /// - Parameters:
    ///   - columns: titles in the program's own words; those that end in `:` have numbers.
    ///   - rows: cells, as `cell` makes them.
    mutating func table(_ columns: [String], _ rows: [[String]], total: Int? = nil) {
        guard !rows.isEmpty else { return }
        let titles = columns.map { $0.hasSuffix(":") ? String($0.dropLast()) : $0 }
        let head = Markdown.line(titles) + Markdown.line(columns.map { $0.hasSuffix(":") ? "---:" : "---" })
        guard fits(head) else { return }
        text += "\n" + head
        var written = 0
        for row in rows {
            let line = Markdown.line(row)
            guard fits(line) else { break }
            text += line
            written += 1
        }
        let left = max(total ?? 0, rows.count) - written
        if left > 0 { text += "\nand \(left.grouped) more\n" }
    }

    /// What is only seen once it is asked for; left out where there is no room.
    mutating func details(_ summary: String, _ body: (inout Markdown) -> Void) {
        let head = "\n<details><summary>\(summary)</summary>\n"
        guard fits(head) else { return }
        text += head
        body(&self)
        text += "\n</details>\n"
    }

    private func fits(_ more: String) -> Bool { text.utf8.count + more.utf8.count < Markdown.limit - Markdown.reserve }

    private static func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
}

extension Markdown {
    /// Foreign text as a code span, which may also stand in a table: control characters written out, a longer text
    /// shortened.
    package static func code(_ text: String, limit: Int = 120) -> String {
        let text = piped(text.onOneLine.shortened(to: limit))
        guard !text.isEmpty else { return "–" }
        let fence = String(repeating: "`", count: longestRun(of: "`", in: text) + 1)
        let needsSpace = text.hasPrefix("`") || text.hasSuffix("`")
        return needsSpace ? "\(fence) \(text) \(fence)" : fence + text + fence
    }

    /// Foreign text as it is where it is nothing but words, else as a code span.
    static func words(_ text: String) -> String {
        let isPlain = text.unicodeScalars.allSatisfy { scalar in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", " ", ",", "-": true
            default: false
            }
        }
        return isPlain && text.utf8.count <= 160 && text.first != " " && !text.isEmpty ? text : code(text, limit: 160)
    }

    /// A cell of a report in a table.
    static func cell(_ cell: PageCell) -> String {
        switch cell {
        case .text(let text), .code(let text): code(text)
        case .codes(let texts):
            texts.prefix(4).map { code($0) }.joined(separator: " ")
                + (texts.count > 4 ? " and \((texts.count - 4).grouped) more" : "")
        case .bytes(let bytes): ByteCount.text(bytes)
        case .seconds(let seconds): SecondCount.text(seconds)
        case .factor(let ratio): ratio.factor
        case .number(let number): number.grouped
        case .verdict(let level, let text): "\(level.sign) \(text)"
        case .share(let share): "\((share * 100).fixed(1, droppingZeros: true))%"
        case .nothing: "–"
        }
    }

    /// The text with pipes that don't end a cell, as the table extension has them. One behind a backslash can't be written
    /// that way, nor can it behind an escaped backslash, which stays as it is in a code span.
    private static func piped(_ text: String) -> String {
        var result = ""
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            if scalar == "|" {
                result += previous == "\\" ? "\\u{7C}" : "\\|"
            } else {
                result.unicodeScalars.append(scalar)
            }
            previous = scalar
        }
        return result
    }

    private static func longestRun(of character: Character, in text: String) -> Int {
        var (longest, run) = (0, 0)
        for next in text {
            run = next == character ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}
