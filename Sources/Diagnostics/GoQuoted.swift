extension String {
    /// The text as a Go string literal, `%q` of its `fmt` package, which is how BuildKit quotes in histories and messages.
    package var goQuoted: String {
        var result = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{7}": result += "\\a"
            case "\u{8}": result += "\\b"
            case "\u{B}": result += "\\v"
            case "\u{C}": result += "\\f"
            case _ where scalar.isPrintableInGo: result.unicodeScalars.append(scalar)
            default: result += scalar.goEscape
            }
        }
        return result + "\""
    }
}

extension Unicode.Scalar {
    /// Whether Go's `strconv.IsPrint` holds for it: letters, marks, numbers, punctuation, symbols, and the blank.
    fileprivate var isPrintableInGo: Bool {
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: self == " "
        default: true
        }
    }

    /// `\x1b`, `\u200b` or `\U000e0001`.
    fileprivate var goEscape: String {
        let digits = String(value, radix: 16)
        let (letter, length) = value < 0x80 ? ("x", 2) : value < 0x10000 ? ("u", 4) : ("U", 8)
        return "\\\(letter)\(String(repeating: "0", count: length - digits.count))\(digits)"
    }
}

extension Int {
    /// The character with this number as a Go character literal, which is what `%q` makes of a number: `'\\x03'`.
    package var goQuoted: String {
        guard let scalar = Unicode.Scalar(UInt32(clamping: self)) else { return "'\u{FFFD}'" }
        let names: [Unicode.Scalar: String] = [
            "\u{7}": "a", "\u{8}": "b", "\u{C}": "f", "\n": "n", "\r": "r", "\t": "t", "\u{B}": "v", "'": "'",
            "\\": "\\",
        ]
        if let name = names[scalar] { return "'\\\(name)'" }
        if scalar.value < 32 || scalar.value == 127 {
            let digits = String(scalar.value, radix: 16)
            return "'\\x\(digits.count < 2 ? "0" : "")\(digits)'"
        }
        return "'\(scalar)'"
    }
}
