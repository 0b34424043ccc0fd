/// Makes keys of the bytes that a terminal sends: UTF-8, control characters, and the escape sequences of xterm, tmux and
/// the Linux console (ECMA-48, 5.4 "Control sequences"; xterm, "PC-Style Function Keys"). What it does not know is
/// dropped, to its end.
package struct KeyDecoder: Sendable {
    private var state = State.ground

    private enum State {
        case ground
        /// Bytes of a character that is not whole yet.
        case character([UInt8])
        case escape
        /// After `ESC O`.
        case singleShift
        /// Parameters after `ESC [`.
        case control([UInt8])
        /// After `ESC [ [`, as the Linux console names function keys.
        case consoleFunction
        /// A string that a terminal answers with, up to BEL or `ESC \`.
        case string(isEscaped: Bool)
    }

    /// More parameters than any key has.
    private static let longestSequence = 64

    package init() {}

    /// Whether only time tells if more belongs to what came: a lone Esc is the beginning of a sequence.
    package var isUndecided: Bool {
        if case .ground = state { return false }
        return true
    }

    /// Takes bytes as they come, which may end in the middle of a key.
    package mutating func decode(_ bytes: some Sequence<UInt8>) -> [Key] {
        var keys = [Key]()
        for byte in bytes { take(byte, &keys) }
        return keys
    }

    /// Says that nothing followed for a while.
    package mutating func settle() -> [Key] {
        defer { state = .ground }
        if case .escape = state { return [.escape] }
        return []
    }

    private mutating func take(_ byte: UInt8, _ keys: inout [Key]) {
        switch state {
        case .ground: begin(byte, &keys)
        case .character(let bytes): takeCharacter(bytes, byte, &keys)
        case .escape: takeAfterEscape(byte, &keys)
        case .singleShift:
            state = .ground
            Self.finalKey(byte, parameters: []).map { keys.append($0) }
        case .control(let parameters): takeControl(parameters, byte, &keys)
        case .consoleFunction: state = .ground
        case .string(let isEscaped):
            let isEnd = byte == 7 || byte == 0x18 || isEscaped && byte == UInt8(ascii: "\\")
            state = isEnd ? .ground : .string(isEscaped: byte == 0x1B)
        }
    }

    private mutating func begin(_ byte: UInt8, _ keys: inout [Key]) {
        state = .ground
        switch byte {
        case 0x1B: state = .escape
        case 0: keys.append(.control(" "))
        case 9: keys.append(.tab)
        case 10, 13: keys.append(.enter)
        case 8, 0x7F: keys.append(.backspace)
        case 1...26: keys.append(.control(Character(Unicode.Scalar(byte + 0x60))))
        case 0x20..<0x7F: keys.append(.character(Character(Unicode.Scalar(byte))))
        case 0xC2...0xF4: state = .character([byte])
        default: break
        }
    }

    private mutating func takeCharacter(_ bytes: [UInt8], _ byte: UInt8, _ keys: inout [Key]) {
        guard byte & 0xC0 == 0x80, let first = bytes.first else { return begin(byte, &keys) }
        let bytes = bytes + [byte]
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        guard bytes.count == length else { return state = .character(bytes) }
        state = .ground
        // C1 control characters are no keys.
        guard let text = String(validating: bytes, as: UTF8.self), let character = text.first, text.count == 1,
            character.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { return }
        keys.append(.character(character))
    }

    private mutating func takeAfterEscape(_ byte: UInt8, _ keys: inout [Key]) {
        switch byte {
        case UInt8(ascii: "["): state = .control([])
        case UInt8(ascii: "O"): state = .singleShift
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"), UInt8(ascii: "^"), UInt8(ascii: "X"):
            state = .string(isEscaped: false)
        case 0x1B: keys.append(.escape)
        // Alt with a key, which means nothing here.
        case 0x20..<0x7F: state = .ground
        default:
            keys.append(.escape)
            begin(byte, &keys)
        }
    }

    private mutating func takeControl(_ parameters: [UInt8], _ byte: UInt8, _ keys: inout [Key]) {
        switch byte {
        case UInt8(ascii: "[") where parameters.isEmpty: state = .consoleFunction
        case 0x20..<0x40:
            state = .control(parameters.count < Self.longestSequence ? parameters + [byte] : parameters)
        case 0x40..<0x7F:
            state = .ground
            Self.finalKey(byte, parameters: parameters).map { keys.append($0) }
        default: begin(byte, &keys)
        }
    }

    /// The key that a sequence names by its final byte, or by its first parameter before `~`. Modifiers are as if they
    /// were not pressed.
    private static func finalKey(_ byte: UInt8, parameters: [UInt8]) -> Key? {
        switch byte {
        case UInt8(ascii: "A"): .up
        case UInt8(ascii: "B"): .down
        case UInt8(ascii: "C"): .right
        case UInt8(ascii: "D"): .left
        case UInt8(ascii: "H"): .home
        case UInt8(ascii: "F"): .end
        case UInt8(ascii: "Z"): .backTab
        case UInt8(ascii: "M") where parameters.isEmpty: .enter
        case UInt8(ascii: "~"):
            switch String(decoding: parameters.prefix { $0 != UInt8(ascii: ";") }, as: UTF8.self) {
            case "1", "7": .home
            case "3": .delete
            case "4", "8": .end
            case "5": .pageUp
            case "6": .pageDown
            default: nil
            }
        default: nil
        }
    }
}
