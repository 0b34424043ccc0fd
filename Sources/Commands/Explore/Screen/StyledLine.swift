/// How a piece of text looks (ECMA-48, 8.3.117, "Select graphic rendition").
package struct CellStyle: Hashable, Sendable {
    package enum Color: Int, Hashable, Sendable { case red = 31, green = 32, yellow = 33, cyan = 36 }

    package var color: Color?
    package var isBold = false
    package var isDim = false
    package var isReversed = false
    package var isStruck = false

    package static let plain = CellStyle()
    static let dim = CellStyle(isDim: true)
    static let bold = CellStyle(isBold: true)

    /// The parameters, `0;1;31`. Without colour only what colour is not: bold, dim, reversed, struck.
    func parameters(hasColor: Bool) -> String {
        var numbers = [0]
        if isBold { numbers.append(1) }
        if isDim { numbers.append(2) }
        if isReversed { numbers.append(7) }
        if isStruck { numbers.append(9) }
        if hasColor, let color { numbers.append(color.rawValue) }
        return numbers.map(String.init).joined(separator: ";")
    }
}

/// One line of the screen: pieces of text with a style each, at the columns where they are to be.
package struct StyledLine: Hashable, Sendable {
    package struct Piece: Hashable, Sendable {
        package let text: String
        package let style: CellStyle
        /// The column that it starts at, from 0; nil for right after the one before.
        package let column: Int?
    }

    package private(set) var pieces = [Piece]()
    /// The columns that it takes.
    package private(set) var width = 0

    package init() {}

    init(_ text: String, _ style: CellStyle = .plain) {
        append(text, style)
    }

    mutating func append(_ text: String, _ style: CellStyle = .plain) {
        guard !text.isEmpty else { return }
        pieces.append(Piece(text: text, style: style, column: nil))
        width += text.displayWidth
    }

    /// Ends the line at exactly `width` columns: blanks are added, or what does not fit gives way to an ellipsis.
    mutating func fit(_ width: Int, _ style: CellStyle = .plain) {
        if self.width > width { cut(width) }
        append(String(repeating: " ", count: max(0, width - self.width)), style)
    }

    private mutating func cut(_ width: Int) {
        let all = pieces
        (pieces, self.width) = ([], 0)
        for piece in all {
            let room = width - self.width
            // One that fits exactly gives way too: something else follows it.
            let isLast = piece.text.displayWidth >= room
            let text = isLast ? (piece.text + "…").cut(toWidth: room) : piece.text
            pieces.append(Piece(text: text, style: piece.style, column: piece.column))
            self.width += text.displayWidth
            if isLast { return }
        }
    }

    /// Puts another line behind this one, from a column on.
    mutating func append(_ other: StyledLine, at column: Int) {
        for (index, piece) in other.pieces.enumerated() {
            let start = index == 0 ? column : piece.column.map { $0 + column }
            pieces.append(Piece(text: piece.text, style: piece.style, column: start))
        }
        width = column + other.width
    }

    mutating func reverse() {
        pieces = pieces.map { piece in
            var style = piece.style
            style.isReversed = true
            style.isDim = false
            return Piece(text: piece.text, style: style, column: piece.column)
        }
    }

    /// The text alone, without blanks at its end.
    package var plain: String {
        var text = pieces.map(\.text).joined()
        while text.last == " " { text.removeLast() }
        return text
    }

    /// The line for a terminal. Columns are said (ECMA-48, CHA), so that a character that the terminal takes for wider
    /// or narrower than it was counted moves nothing but its own pane.
    package func rendered(hasColor: Bool) -> String {
        pieces.map { piece in
            let place = piece.column.map { "\u{1B}[\($0 + 1)G" } ?? ""
            guard piece.style != .plain else { return place + piece.text }
            return "\(place)\u{1B}[\(piece.style.parameters(hasColor: hasColor))m\(piece.text)\u{1B}[0m"
        }.joined()
    }
}
