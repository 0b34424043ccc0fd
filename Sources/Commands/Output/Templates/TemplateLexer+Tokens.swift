import Diagnostics

extension TemplateLexer {
    /// Reads the word that begins here.
    mutating func scanToken(_ isAfterBlank: Bool) throws(BuildError) -> TemplateToken {
        let start = position
        let kind = try scanKind()
        return TemplateToken(kind: kind, bytes: start..<position, isAfterBlank: isAfterBlank)
    }

    private mutating func scanKind() throws(BuildError) -> TemplateToken.Kind {
        let signs: [(StaticString, TemplateToken.Kind)] = [
            (":=", .declaration), ("=", .assignment), ("|", .pipe), ("(", .openParenthesis), (")", .closeParenthesis),
            (",", .comma),
        ]
        for (sign, kind) in signs where has(sign) {
            position += sign.utf8CodeUnitCount
            return kind
        }
        switch bytes[position] {
        case UInt8(ascii: "\""): return try scanString()
        case UInt8(ascii: "`"): return try scanRawString()
        case UInt8(ascii: "'"): return try scanCharacter()
        case UInt8(ascii: "$"):
            position += 1
            return .variable("$" + scanName())
        case UInt8(ascii: "."):
            if next?.isDigit == true { return try scanNumber() }
            position += 1
            let name = scanName()
            return name.isEmpty ? .dot : .field(name)
        case UInt8(ascii: "+"), UInt8(ascii: "-"): return try scanNumber()
        case let byte where byte.isDigit: return try scanNumber()
        case let byte where byte.isLetter: return .identifier(scanName())
        default: throw unexpected()
        }
    }

    private var next: UInt8? { position + 1 < bytes.count ? bytes[position + 1] : nil }

    private func unexpected() -> BuildError {
        let end = bytes[(position + 1)...].firstIndex { $0 & 0xC0 != 0x80 } ?? bytes.count
        let character = String(decoding: bytes[position..<end], as: UTF8.self)
        return source.failure("there is a '\(character)' where none can be", at: position..<end)
    }

    private mutating func scanName() -> String {
        let start = position
        while position < bytes.count, bytes[position].isLetter || bytes[position].isDigit { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func scanNumber() throws(BuildError) -> TemplateToken.Kind {
        let start = position
        position += 1
        while position < bytes.count {
            let (byte, last) = (bytes[position], bytes[position - 1])
            let isSign = byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
            let isAfterExponent = last == UInt8(ascii: "e") || last == UInt8(ascii: "E")
            guard byte.isLetter || byte.isDigit || byte == UInt8(ascii: ".") || isSign && isAfterExponent else { break }
            position += 1
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if let number = Int64(goLiteral: text) { return .integer(number) }
        if text.contains(where: { ".eE".contains($0) }), let number = Double(text), number.isFinite {
            return .float(number)
        }
        throw source.failure("'\(text)' is not a number", at: start..<position)
    }
}

extension Int64 {
    /// Reads an integer as Go's source has them: `12`, `0x1F`, `0b11`, `0o17`, `017`, `1_000`.
    fileprivate init?(goLiteral text: String) {
        var digits = text.filter { $0 != "_" }[...]
        var sign = ""
        if let first = digits.first, first == "-" || first == "+" { sign = String(digits.removeFirst()) }
        var radix = 10
        for (prefix, base) in [("0x", 16), ("0X", 16), ("0b", 2), ("0B", 2), ("0o", 8), ("0O", 8), ("0", 8)]
        where radix == 10 && digits.hasPrefix(prefix) && digits.count > prefix.count {
            digits.removeFirst(prefix.count)
            radix = base
        }
        guard digits.first?.isHexDigit == true, let number = Int64(sign + digits, radix: radix) else { return nil }
        self = number
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    /// Names may have letters of any alphabet.
    fileprivate var isLetter: Bool {
        let small = self | 0x20
        return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(small) && self < 0x80 || self == UInt8(ascii: "_")
            || self >= 0x80
    }
}
