import Diagnostics

/// The array form of an instruction's arguments (RFC 8259): `["executable", "argument"]`.
///
/// Text that is no valid JSON array is no mistake: it is the plain form of the instruction.
enum JSONArray {
    case strings([Word])
    /// A valid array with a member that is no string, at this place.
    case otherMember(SourceRange)
    case invalid

    init(_ text: MappedText, in part: Range<Int>) {
        guard part.first.map({ text.bytes[$0] == UInt8(ascii: "[") }) ?? false else {
            self = .invalid
            return
        }
        var scanner = JSONScanner(bytes: text.bytes[part])
        guard let members = scanner.topLevelArray() else {
            self = .invalid
            return
        }
        if let other = members.first(where: { $0.string == nil }) {
            self = .otherMember(text.range(other.part))
        } else {
            self = .strings(members.map { Word(text: $0.string ?? "", range: text.range($0.part)) })
        }
    }
}

/// Validates JSON and takes the strings out of its outermost array.
private struct JSONScanner {
    struct Member {
        let part: Range<Int>
        /// Nil for any other value.
        let string: String?
    }

    private enum Value {
        case string(String), other
    }

    /// Nobody nests deeper on purpose, and the scanner recurses.
    private static let deepestNesting = 100

    let bytes: ArraySlice<UInt8>
    private var position: Int
    private var depth = 0

    init(bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    private var next: UInt8? { position < bytes.endIndex ? bytes[position] : nil }

    mutating func topLevelArray() -> [Member]? {
        guard let members = array() else { return nil }
        skipBlanks()
        return position == bytes.endIndex ? members : nil
    }

    private mutating func array() -> [Member]? {
        var members: [Member] = []
        let isValid = list(open: "[", close: "]") { scanner in
            scanner.skipBlanks()
            let start = scanner.position
            guard let value = scanner.value() else { return false }
            let string: String? = if case .string(let text) = value { text } else { nil }
            members.append(Member(part: start..<scanner.position, string: string))
            return true
        }
        return isValid ? members : nil
    }

    private mutating func object() -> Bool {
        list(open: "{", close: "}") { scanner in
            scanner.skipBlanks()
            guard scanner.string() != nil else { return false }
            scanner.skipBlanks()
            return scanner.take(":") && scanner.value() != nil
        }
    }

    private mutating func list(
        open: Unicode.Scalar, close: Unicode.Scalar, member: (inout JSONScanner) -> Bool
    ) -> Bool {
        guard depth < Self.deepestNesting, take(open) else { return false }
        depth += 1
        defer { depth -= 1 }
        skipBlanks()
        if take(close) { return true }
        while member(&self) {
            skipBlanks()
            if take(close) { return true }
            guard take(",") else { return false }
        }
        return false
    }

    private mutating func value() -> Value? {
        skipBlanks()
        switch next {
        case UInt8(ascii: "\""): return string().map(Value.string)
        case UInt8(ascii: "["): return array().map { _ in .other }
        case UInt8(ascii: "{"): return object() ? .other : nil
        default: return literal() || number() ? .other : nil
        }
    }

    private mutating func literal() -> Bool {
        for name in ["true", "false", "null"] where bytes[position...].starts(with: name.utf8) {
            position += name.utf8.count
            return true
        }
        return false
    }

    private mutating func number() -> Bool {
        _ = take("-")
        guard take("0") || digits() else { return false }
        if take("."), !digits() { return false }
        guard take("e") || take("E") else { return true }
        if !take("+") { _ = take("-") }
        return digits()
    }

    private mutating func digits() -> Bool {
        let start = position
        while let byte = next, byte.isDigit { position += 1 }
        return position > start
    }

    private mutating func string() -> String? {
        guard take("\"") else { return nil }
        var units: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: units, as: UTF8.self)
            case 0..<0x20: return nil
            case UInt8(ascii: "\\"):
                guard let scalar = escapedScalar() else { return nil }
                units.append(contentsOf: String(scalar).utf8)
            default: units.append(byte)
            }
        }
        return nil
    }

    private mutating func escapedScalar() -> Unicode.Scalar? {
        guard let byte = next else { return nil }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return unicodeEscape()
        default: return nil
        }
    }

    /// Four digits, and four more for the other half of a surrogate pair; half a pair becomes U+FFFD.
    private mutating func unicodeEscape() -> Unicode.Scalar? {
        guard let first = codeUnit() else { return nil }
        guard UTF16.isLeadSurrogate(first) else { return Unicode.Scalar(first) ?? "\u{FFFD}" }
        let afterFirst = position
        if take("\\"), take("u"), let second = codeUnit(), UTF16.isTrailSurrogate(second) {
            return String(decoding: [first, second], as: UTF16.self).unicodeScalars.first
        }
        position = afterFirst
        return "\u{FFFD}"
    }

    private mutating func codeUnit() -> UInt16? {
        let digits = bytes[position...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
        position += 4
        return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || (0x09...0x0A).contains(byte) || byte == 0x0D { position += 1 }
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: scalar) else { return false }
        position += 1
        return true
    }
}
