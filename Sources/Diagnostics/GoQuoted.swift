extension String {
    /// The text as a Go string literal, `%q` of its `fmt` package, which is how BuildKit quotes in histories and messages.
    package var goQuoted: String { "\"\(unicodeScalars.map { $0.goEscaped(inside: "\"") }.joined())\"" }
}

extension Int {
    /// The character with this number as a Go character literal, which is what `%q` makes of a number: `'\x03'`.
    package var goQuoted: String {
        let scalar = UInt32(exactly: self).flatMap(Unicode.Scalar.init) ?? "\u{FFFD}"
        return "'\(scalar.goEscaped(inside: "'"))'"
    }
}

extension Unicode.Scalar {
    private static let names: [Unicode.Scalar: String] = [
        "\u{7}": "a", "\u{8}": "b", "\u{B}": "v", "\u{C}": "f", "\n": "n", "\r": "r", "\t": "t", "\\": "\\",
    ]

    /// The character as it stands inside of these quotes.
    fileprivate func goEscaped(inside quote: Unicode.Scalar) -> String {
        if self == quote { return "\\\(self)" }
        if let name = Self.names[self] { return "\\\(name)" }
        return isPrintableInGo ? String(self) : goEscape
    }

    /// Whether Go's `strconv.IsPrint` holds for it: letters, marks, numbers, punctuation, symbols, and the blank.
    private var isPrintableInGo: Bool {
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: self == " "
        default: true
        }
    }

    /// `\x1b`, `\u200b` or `\U000e0001`.
    private var goEscape: String {
        let digits = String(value, radix: 16)
        let (letter, length) = value < 0x80 ? ("x", 2) : value < 0x10000 ? ("u", 4) : ("U", 8)
        return "\\\(letter)\(String(repeating: "0", count: length - digits.count))\(digits)"
    }
}
