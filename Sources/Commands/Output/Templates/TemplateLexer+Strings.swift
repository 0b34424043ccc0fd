import Diagnostics

/// String and character literals, as Go's source has them.
extension TemplateLexer {
    mutating func scanString() throws(BuildError) -> TemplateToken.Kind {
        let start = position
        position += 1
        var content = [UInt8]()
        while let byte = current, byte != UInt8(ascii: "\n") {
            if byte == UInt8(ascii: "\"") {
                position += 1
                return .string(String(decoding: content, as: UTF8.self))
            }
            content += try scanCharacterBytes(quote: UInt8(ascii: "\""))
        }
        throw source.failure("the string has no end", at: start..<position)
    }

    mutating func scanRawString() throws(BuildError) -> TemplateToken.Kind {
        let start = position
        guard let end = bytes[(start + 1)...].firstIndex(of: UInt8(ascii: "`")) else {
            throw source.failure("the string has no end", at: start..<bytes.count)
        }
        position = end + 1
        return .string(String(decoding: bytes[(start + 1)..<end], as: UTF8.self))
    }

    /// A character literal is a number.
    mutating func scanCharacter() throws(BuildError) -> TemplateToken.Kind {
        let start = position
        position += 1
        var content = [UInt8]()
        while let byte = current, byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "'") {
            content += try scanCharacterBytes(quote: UInt8(ascii: "'"))
        }
        let scalars = String(decoding: content, as: UTF8.self).unicodeScalars
        guard current == UInt8(ascii: "'"), scalars.count == 1, let scalar = scalars.first else {
            throw source.failure("this is not a character", at: start..<position, help: "use '\"' around strings")
        }
        position += 1
        return .integer(Int64(scalar.value))
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// The bytes that the next character, or escape sequence, stands for.
    private mutating func scanCharacterBytes(quote: UInt8) throws(BuildError) -> [UInt8] {
        let start = position
        position += 1
        guard bytes[start] == UInt8(ascii: "\\") else { return [bytes[start]] }
        let simple: [Character: UInt8] = [
            "a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": UInt8(ascii: "\\"),
        ]
        let lengths: [Character: Int] = ["x": 2, "u": 4, "U": 8]
        guard let byte = current else { return [] }
        let character = Character(Unicode.Scalar(byte))
        position += 1
        if byte == quote { return [byte] }
        if let result = simple[character] { return [result] }
        if let length = lengths[character] {
            let number = scanDigits(length, radix: 16)
            if character == "x", let number { return [UInt8(truncatingIfNeeded: number)] }
            if let scalar = number.flatMap(Unicode.Scalar.init) { return Array(String(scalar).utf8) }
        } else if ("0"..."7").contains(character) {
            position -= 1
            if let number = scanDigits(3, radix: 8), number < 256 { return [UInt8(number)] }
        }
        throw source.failure("there is no such escape sequence", at: start..<position)
    }

    /// A number of that many digits; nil if there is none.
    private mutating func scanDigits(_ count: Int, radix: Int) -> UInt32? {
        let text = String(decoding: bytes[position...].prefix(count), as: UTF8.self)
        guard text.utf8.count == count, text.allSatisfy(\.isHexDigit) else { return nil }
        position += count
        return UInt32(text, radix: radix)
    }
}
