import Diagnostics
import Glibc

/// One `%` of a format, with its flags and sizes, and how it writes a value (Go's package `fmt`).
struct FormatVerb {
    var letter: Character = "v"
    var isLeading = false
    var hasZeros = false
    var hasSign = false
    var hasBlank = false
    /// Whether there is a `#`: hexadecimal digits get their `0x`, and so on.
    var isAlternate = false
    var width = 0
    var precision: Int?

    static let flags: [UInt8: any WritableKeyPath<FormatVerb, Bool> & Sendable] = [
        UInt8(ascii: "-"): \.isLeading, UInt8(ascii: "0"): \.hasZeros, UInt8(ascii: "+"): \.hasSign,
        UInt8(ascii: " "): \.hasBlank, UInt8(ascii: "#"): \.isAlternate,
    ]

    /// The value as the verb writes it, each element of one that has elements.
    func text(of value: TemplateValue) -> String {
        if letter == "T" { return padded(value.goTypeName) }
        return value.text(namesFields: letter == "v" && hasSign) { scalar in
            written(scalar) ?? "%!\(letter)(\(scalar.isNil ? "<nil>" : "\(scalar.goTypeName)=\(scalar.text)"))"
        }
    }

    /// With `v` a `+` means the names of fields instead.
    private var showsSign: Bool { hasSign && letter != "v" }

    /// - Returns: nil if the verb is not for such a value.
    private func written(_ value: TemplateValue) -> String? {
        switch (value, letter) {
        case (.nothing, "v"), (.null, "v"), (.bool, "v"), (.bool, "t"): padded(value.text)
        case (.string(let text), _): string(text)
        case (.duration, "v"), (.duration, "s"), (.duration, "q"): string(value.text)
        case (.integer(let number), _), (.duration(let number), _): integer(number)
        case (.float(let number), _): float(number)
        default: nil
        }
    }

    private func string(_ text: String) -> String? {
        let cut = precision.map { String(String.UnicodeScalarView(text.unicodeScalars.prefix($0))) } ?? text
        switch letter {
        case "v" where isAlternate, "q": return padded(cut.goQuoted)
        case "s", "v": return padded(cut)
        case "x", "X":
            let bytes = text.utf8.prefix(precision ?? Int.max).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
            let prefix = isAlternate && !bytes.isEmpty ? "0x" : ""
            let digits = prefix + bytes.joined(separator: hasBlank ? " \(prefix)" : "")
            return padded(letter == "X" ? digits.uppercased() : digits)
        default: return nil
        }
    }

    private func integer(_ number: Int64) -> String? {
        switch letter {
        case "d", "v": return digits(of: number, radix: 10)
        case "b": return digits(of: number, radix: 2, isAlternate ? "0b" : "")
        case "o": return digits(of: number, radix: 8, isAlternate ? "0" : "")
        case "O": return digits(of: number, radix: 8, "0o")
        case "x": return digits(of: number, radix: 16, isAlternate ? "0x" : "")
        case "X": return digits(of: number, radix: 16, isAlternate ? "0x" : "").uppercased()
        case "c": return padded(String(character(number)))
        case "q": return padded(Int(number).goQuoted)
        case "U":
            let digits = String(number, radix: 16, uppercase: true)
            let name = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            return padded(isAlternate ? "\(name) '\(character(number))'" : name)
        default: return nil
        }
    }

    private func character(_ number: Int64) -> Character {
        Character(UInt32(exactly: number).flatMap(Unicode.Scalar.init) ?? "\u{FFFD}")
    }

    private func digits(of number: Int64, radix: Int, _ prefix: String = "") -> String {
        let sign = number < 0 ? "-" : showsSign ? "+" : hasBlank ? " " : ""
        let digits = String(number.magnitude, radix: radix)
        let filled = hasZeros && !isLeading ? width - sign.count : 0
        let zeros = String(repeating: "0", count: max(0, (precision ?? filled) - digits.count))
        return padded(sign + prefix + zeros + digits, withZeros: false)
    }

    private func float(_ number: Double) -> String? {
        guard "vgGeEfF".contains(letter) else { return nil }
        if precision == nil, "vgG".contains(letter) {
            let sign = number.sign == .minus ? "-" : showsSign ? "+" : hasBlank ? " " : ""
            let text = number.magnitude.goShortest
            let zeros = hasZeros && !isLeading ? max(0, width - sign.count - text.count) : 0
            let whole = sign + String(repeating: "0", count: zeros) + text
            return padded(letter == "G" ? whole.uppercased() : whole)
        }
        // C means the same by these verbs.
        let flags = (showsSign ? "+" : hasBlank ? " " : "") + (isLeading ? "-" : hasZeros ? "0" : "")
        var buffer = [CChar](repeating: 0, count: FormattedText.widest * 2)
        let arguments: [any CVarArg] = [CInt(width), CInt(precision ?? 6), number]
        let count = withVaList(arguments) {
            vsnprintf(&buffer, buffer.count, "%\(flags)*.*\(letter == "v" ? "g" : letter)", $0)
        }
        return String(decoding: buffer.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private func padded(_ text: String, withZeros: Bool = true) -> String {
        let missing = max(0, width - text.unicodeScalars.count)
        if isLeading { return text + String(repeating: " ", count: missing) }
        return String(repeating: withZeros && hasZeros ? "0" : " ", count: missing) + text
    }
}

extension TemplateValue {
    /// What Go calls its type.
    var goTypeName: String {
        switch self {
        case .nothing, .null: "<nil>"
        case .list: "[]string"
        case .map: "map[string]string"
        case .duration: "time.Duration"
        case .structure: "struct"
        default: typeName
        }
    }
}
