/// The character that escapes the next one and continues a line, as the `escape` parser directive sets it.
package enum Escape: UInt8, Sendable {
    case backslash = 0x5C
    case backtick = 0x60

    var scalar: Unicode.Scalar { Unicode.Scalar(rawValue) }
}

extension UInt8 {
    /// Whether the byte is one of the blanks that separate words: space, tab, vertical tab, form feed, carriage return.
    var isBlank: Bool { self == 0x20 || self == 0x09 || (0x0B...0x0D).contains(self) }

    var isDigit: Bool { (0x30...0x39).contains(self) }

    var isLetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }

    var isQuote: Bool { self == UInt8(ascii: "\"") || self == UInt8(ascii: "'") }
}
