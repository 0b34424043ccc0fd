extension String {
    /// The text with control characters (C0 but for tab, DEL, C1, line separators, and what changes the direction of text)
    /// written as `\u{1B}`, so that nothing hostile reaches a terminal.
    package var escapingControls: String {
        guard unicodeScalars.contains(where: \.isUnsafeForTerminal) else { return self }
        var result = ""
        for scalar in unicodeScalars {
            if scalar.isUnsafeForTerminal {
                result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension Unicode.Scalar {
    fileprivate var isUnsafeForTerminal: Bool {
        switch value {
        case 0x09: false
        case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
