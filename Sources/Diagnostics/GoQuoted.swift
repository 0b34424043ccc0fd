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
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
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
