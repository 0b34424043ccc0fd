/// `<<WORD` as a word of its own: `[fd]<<[-][blanks]WORD`, quotes allowed anywhere in WORD.
struct HeredocOperator {
    /// The whole operator in the instruction's text.
    let part: Range<Int>
    /// The delimiter without quotes and escapes.
    let name: [UInt8]
    let stripsTabs: Bool
    let isQuoted: Bool

    /// Reads a word as an operator; nil for any other word, such as `<<<text` or `a<<b`.
    init?(_ text: MappedText, part: Range<Int>) {
        let bytes = text.bytes
        var position = part.first { !bytes[$0].isDigit } ?? part.upperBound
        guard bytes[position..<part.upperBound].starts(with: "<<".utf8) else { return nil }
        position += 2
        stripsTabs = position < part.upperBound && bytes[position] == UInt8(ascii: "-")
        if stripsTabs { position += 1 }
        let delimiter = text.trimmed(position..<part.upperBound)
        guard !delimiter.isEmpty, !bytes[delimiter].contains(UInt8(ascii: "<")) else { return nil }
        (name, isQuoted) = Self.unquoted(bytes[delimiter])
        guard !name.isEmpty else { return nil }
        self.part = part
    }

    private static func unquoted(_ word: ArraySlice<UInt8>) -> (name: [UInt8], isQuoted: Bool) {
        var name: [UInt8] = []
        var quote: UInt8?
        var isQuoted = false
        var position = word.startIndex
        while position < word.endIndex {
            let byte = word[position]
            let next = position + 1 < word.endIndex ? word[position + 1] : nil
            if byte == quote {
                quote = nil
            } else if quote == nil, byte.isQuote {
                (quote, isQuoted) = (byte, true)
            } else if byte == UInt8(ascii: "\\"), let next, isEscapable(next, in: quote) {
                name.append(next)
                position += 1
            } else if byte != UInt8(ascii: "\\") || quote != nil {
                name.append(byte)
            }
            position += 1
        }
        return (name, isQuoted)
    }

    /// A backslash escapes everything outside quotes, nothing in single ones, and little in double ones.
    private static func isEscapable(_ byte: UInt8, in quote: UInt8?) -> Bool {
        switch quote {
        case nil: true
        case UInt8(ascii: "'"): false
        default: byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "$") || byte == UInt8(ascii: "\\")
        }
    }
}

extension MappedText {
    /// The heredoc operators of a part, in order. A part whose quotes do not match has none.
    func heredocOperators(_ part: Range<Int>) -> [HeredocOperator] {
        var operators: [HeredocOperator] = []
        var position = part.lowerBound
        while let start = (position..<part.upperBound).first(where: { !bytes[$0].isBlank }) {
            guard let end = endOfShellWord(from: start, in: part) else { return [] }
            if let found = HeredocOperator(self, part: start..<end) { operators.append(found) }
            position = end
        }
        return operators
    }

    /// The end of a word as a shell splits them, the blanks after a `<<` or `<<-` belonging to it.
    private func endOfShellWord(from start: Int, in part: Range<Int>) -> Int? {
        var position = start
        var quote: UInt8?
        while position < part.upperBound {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "'") {
                position += 1
            } else if let open = quote {
                if byte == open { quote = nil }
            } else if byte.isQuote {
                quote = byte
            } else if bytes[position..<part.upperBound].starts(with: "<<".utf8) {
                position = delimiterStart(after: position, in: part)
                continue
            } else if byte.isBlank {
                return position
            }
            position += 1
        }
        return quote == nil ? part.upperBound : nil
    }

    /// Where the delimiter of the `<<` at `position` starts. A `-` apart from the `<<` belongs to the delimiter.
    private func delimiterStart(after position: Int, in part: Range<Int>) -> Int {
        var start = position + 2
        if start < part.upperBound, bytes[start] == UInt8(ascii: "-") { start += 1 }
        return (start..<part.upperBound).first { !bytes[$0].isBlank } ?? part.upperBound
    }
}
