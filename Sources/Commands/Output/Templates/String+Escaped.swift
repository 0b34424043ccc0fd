extension String {
    /// The text as Go's templates write it into HTML.
    var escapedForHTML: String {
        replacingScalars { scalar in
            switch scalar {
            case "\"": "&#34;"
            case "'": "&#39;"
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\0": "\u{FFFD}"
            default: nil
            }
        }
    }

    /// The text as Go's templates write it into strings of JavaScript.
    var escapedForJavaScript: String {
        replacingScalars { scalar in
            switch scalar {
            case "\\", "'", "\"": return "\\\(scalar)"
            case "<", ">", "&", "=", "\0"..<" ":
                let digits = String(scalar.value, radix: 16, uppercase: true)
                return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: return nil
            }
        }
    }

    /// The text as a value in the query of an address, a blank as `+`.
    var escapedForQuery: String {
        utf8.map { byte in
            let scalar = Unicode.Scalar(byte)
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".", "~": return String(scalar)
            case " ": return "+"
            default: return "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }

    /// - Parameter replacement: what comes in the place of a character; nil for itself.
    private func replacingScalars(_ replacement: (Unicode.Scalar) -> String?) -> String {
        var result = ""
        for scalar in unicodeScalars { result += replacement(scalar) ?? String(scalar) }
        return result
    }
}
