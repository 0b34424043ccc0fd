import Diagnostics

/// Reads a JSON text (RFC 8259), at most so deep.
struct JSONParser {
    private static let maximumDepth = 64

    private let bytes: [UInt8]
    private var position = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// - Throws: why and where the text is none, with nothing of the text itself: it may be secret.
    static func parse(_ bytes: [UInt8]) throws(JSONSyntaxError) -> JSONDocument {
        var parser = JSONParser(bytes)
        let document = try parser.value(depth: 0)
        parser.skipBlanks()
        guard parser.position == bytes.count else { throw parser.failure("nothing more") }
        return document
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func failure(_ expected: String) -> JSONSyntaxError {
        let before = bytes[..<position]
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return JSONSyntaxError(
            line: before.count { $0 == UInt8(ascii: "\n") } + 1, column: position - lineStart + 1, expected: expected)
    }

    private mutating func skipBlanks() {
        while let next, [0x20, 0x09, 0x0A, 0x0D].contains(next) { position += 1 }
    }

    /// Takes a byte, after blanks, if it is the next.
    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws(JSONSyntaxError) -> JSONDocument {
        guard depth < Self.maximumDepth else { throw failure("less depth") }
        if skip("{") { return .object(try members(depth: depth)) }
        if skip("[") { return .array(try elements(depth: depth)) }
        if skip("\"") { return .string(try string()) }
        return .literal(try literal())
    }

    private mutating func members(depth: Int) throws(JSONSyntaxError) -> [JSONDocument.Member] {
        var members = [JSONDocument.Member]()
        guard !skip("}") else { return members }
        repeat {
            guard skip("\"") else { throw failure("a name") }
            let name = try string()
            guard skip(":") else { throw failure("':'") }
            members.append(JSONDocument.Member(name: name, value: try value(depth: depth + 1)))
        } while skip(",")
        guard skip("}") else { throw failure("',' or '}'") }
        return members
    }

    private mutating func elements(depth: Int) throws(JSONSyntaxError) -> [JSONDocument] {
        var elements = [JSONDocument]()
        guard !skip("]") else { return elements }
        repeat { elements.append(try value(depth: depth + 1)) } while skip(",")
        guard skip("]") else { throw failure("',' or ']'") }
        return elements
    }

    private mutating func literal() throws(JSONSyntaxError) -> String {
        let start = position
        while let next, Self.literalBytes.contains(next) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        let isNumber = text.utf8.allSatisfy(Self.numberBytes.contains) && Double(text) != nil
        guard ["true", "false", "null"].contains(text) || (isNumber && text.first != "+" && text.first != ".") else {
            position = start
            throw failure("a value")
        }
        return text
    }

    private static let numberBytes = Set("0123456789+-.eE".utf8)
    private static let literalBytes = numberBytes.union("abcdefghijklmnopqrstuvwxyz".utf8)
}

extension JSONParser {
    /// The rest of a string, its first quotation mark already taken.
    private mutating func string() throws(JSONSyntaxError) -> String {
        var text = [UInt8]()
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &text)
            case ..<0x20:
                position -= 1
                throw failure("no control character")
            default: text.append(byte)
            }
        }
        throw failure("'\"'")
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONSyntaxError) {
        guard let byte = next else { throw failure("an escape") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text += Array(String(try unicodeEscape()).utf8)
        default:
            position -= 1
            throw failure("an escape")
        }
    }

    /// One code unit, or two that make a pair (section 7); half a pair alone becomes U+FFFD.
    private mutating func unicodeEscape() throws(JSONSyntaxError) -> Unicode.Scalar {
        let high = try codeUnit()
        if let scalar = Unicode.Scalar(high) { return scalar }
        let end = position
        if UTF16.isLeadSurrogate(high), bytes[position...].starts(with: Array("\\u".utf8)) {
            position += 2
            let low = try codeUnit()
            if UTF16.isTrailSurrogate(low) { return UTF16.decode(UTF16.EncodedScalar([high, low])) }
            position = end
        }
        return "\u{FFFD}"
    }

    private mutating func codeUnit() throws(JSONSyntaxError) -> UInt16 {
        let digits = bytes[position...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ isHexDigit($0) }),
            let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw failure("four hex digits") }
        position += 4
        return unit
    }

    private func isHexDigit(_ byte: UInt8) -> Bool { Unicode.Scalar(byte).properties.isASCIIHexDigit }
}

/// Where a text departs from JSON.
struct JSONSyntaxError: Error {
    let line: Int
    /// In bytes, from 1.
    let column: Int
    let expected: String
}
