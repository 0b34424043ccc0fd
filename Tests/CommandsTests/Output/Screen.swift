/// A small terminal: what a person sees after text with cursor movements. It knows only the sequences that progress may
/// use and counts all others as mistakes.
struct Screen {
    private(set) var lines = [""]
    private(set) var isCursorHidden = false
    private(set) var mistakes = [String]()
    private var row = 0
    private var column = 0

    mutating func write(_ text: String) {
        var rest = Substring(text)
        while let character = rest.popFirst() {
            switch character {
            case "\n": newline()
            case "\r": column = 0
            case "\u{1B}": control(&rest)
            default: put(character)
            }
        }
    }

    private mutating func newline() {
        (row, column) = (row + 1, 0)
        if row == lines.count { lines.append("") }
    }

    private mutating func put(_ character: Character) {
        lines[row] = String(lines[row].prefix(column)) + String(character) + String(lines[row].dropFirst(column + 1))
        column += 1
    }

    private mutating func control(_ rest: inout Substring) {
        guard let end = rest.firstIndex(where: { $0.isLetter }) else { return mistakes.append(String(rest)) }
        let sequence = rest[...end]
        rest = rest[rest.index(after: end)...]
        switch (sequence.last, sequence) {
        case ("A", _):
            row -= Int(sequence.dropFirst().dropLast()) ?? 0
            if row < 0 { mistakes.append("above the first line") }
            row = max(row, 0)
        case (_, "[K"): lines[row] = String(lines[row].prefix(column))
        case (_, "[J"): lines = lines.prefix(row) + [String(lines[row].prefix(column))]
        case (_, "[?25l"): isCursorHidden = true
        case (_, "[?25h"): isCursorHidden = false
        case ("m", _): break
        default: mistakes.append(String(sequence))
        }
    }
}
