import Diagnostics

/// A format and its values, as Go's `fmt.Printf` takes them: flags, widths and precisions, and the verbs that templates have
/// a use for. What does not fit is said in the text, as Go does.
struct FormattedText {
    private let format: [UInt8]
    private var values: ArraySlice<TemplateValue>
    private var position = 0
    private var result = ""

    /// The widest that a value may be made.
    static let widest = 10_000

    private struct Verb {
        var isLeading = false
        var hasZeros = false
        var hasSign = false
        var width = 0
        var precision: Int?
        var letter: Character = "v"
    }

    init(_ format: String, _ values: [TemplateValue]) {
        self.format = Array(format.utf8)
        self.values = values[...]
    }

    mutating func text() throws(TemplateFailure) -> String {
        while position < format.count {
            let start = position
            while position < format.count, format[position] != UInt8(ascii: "%") { position += 1 }
            result += String(decoding: format[start..<position], as: UTF8.self)
            guard position < format.count else { break }
            position += 1
            try appendValue()
        }
        if !values.isEmpty {
            let extra = values.map { "\($0.formatTypeName)=\($0.text)" }.joined(separator: ", ")
            result += "%!(EXTRA \(extra))"
        }
        return result
    }

    private mutating func appendValue() throws(TemplateFailure) {
        guard let verb = try scanVerb() else { return result += "%!(NOVERB)" }
        if verb.letter == "%" { return result += "%" }
        guard let value = values.popFirst() else { return result += "%!\(verb.letter)(MISSING)" }
        result += value.text { Self.scalar($0, verb) }
    }

    /// - Returns: nil at the end of the format.
    private mutating func scanVerb() throws(TemplateFailure) -> Verb? {
        var verb = Verb()
        while position < format.count, let flag = Self.flags[format[position]] {
            verb[keyPath: flag] = true
            position += 1
        }
        verb.width = try scanNumber() ?? 0
        if position < format.count, format[position] == UInt8(ascii: ".") {
            position += 1
            verb.precision = try scanNumber() ?? 0
        }
        guard let letter = String(decoding: format[position...], as: UTF8.self).unicodeScalars.first else { return nil }
        position += String(letter).utf8.count
        verb.letter = Character(letter)
        return verb
    }

    private static let flags: [UInt8: any WritableKeyPath<Verb, Bool> & Sendable] = [
        UInt8(ascii: "-"): \.isLeading, UInt8(ascii: "0"): \.hasZeros, UInt8(ascii: "+"): \.hasSign,
    ]

    private mutating func scanNumber() throws(TemplateFailure) -> Int? {
        var number: Int?
        while position < format.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(format[position]) {
            number = (number ?? 0) * 10 + Int(format[position] - UInt8(ascii: "0"))
            position += 1
            if number ?? 0 > Self.widest { throw TemplateFailure("'printf' makes nothing wider than \(Self.widest)") }
        }
        return number
    }

    private static func scalar(_ value: TemplateValue, _ verb: Verb) -> String {
        guard let text = written(value, verb) else {
            return "%!\(verb.letter)(\(value.formatTypeName)=\(value.text))"
        }
        let missing = max(0, verb.width - text.unicodeScalars.count)
        if verb.isLeading { return text + String(repeating: " ", count: missing) }
        guard verb.hasZeros else { return String(repeating: " ", count: missing) + text }
        let sign = value.isNumber && (text.hasPrefix("-") || text.hasPrefix("+")) ? text.prefix(1) : ""
        return sign + String(repeating: "0", count: missing) + text.dropFirst(sign.count)
    }

    /// - Returns: nil if the verb is not for such a value.
    private static func written(_ value: TemplateValue, _ verb: Verb) -> String? {
        switch (value, verb.letter) {
        case (.nothing, "v"), (.null, "v"), (.duration, "v"), (.duration, "s"), (.bool, "v"), (.bool, "t"): value.text
        case (.string(let text), "s"), (.string(let text), "v"): text.prefixScalars(verb.precision)
        case (.string(let text), "q"): text.prefixScalars(verb.precision).goQuoted
        case (.string(let text), "x"): text.utf8.map { Self.hexadecimal($0) }.joined()
        case (.string(let text), "X"): text.utf8.map { Self.hexadecimal($0) }.joined().uppercased()
        case (.integer(let number), let letter): integer(number, letter, verb)
        case (.float(let number), "f"): signed(number.fixed(verb.precision ?? 6), verb)
        case (.float(let number), "v"), (.float(let number), "g"): signed(number.goShortest, verb)
        default: nil
        }
    }

    private static func integer(_ number: Int64, _ letter: Character, _ verb: Verb) -> String? {
        switch letter {
        case "d", "v": signed(String(number), verb)
        case "x": signed(String(number, radix: 16), verb)
        case "X": signed(String(number, radix: 16, uppercase: true), verb)
        case "o": signed(String(number, radix: 8), verb)
        case "b": signed(String(number, radix: 2), verb)
        case "c": String(UInt32(exactly: number).flatMap(Unicode.Scalar.init) ?? "\u{FFFD}")
        case "q": Int(number).goQuoted
        case "U":
            "U+" + String(repeating: "0", count: max(0, 4 - String(number, radix: 16).count))
                + String(number, radix: 16, uppercase: true)
        default: nil
        }
    }

    private static func signed(_ text: String, _ verb: Verb) -> String {
        verb.hasSign && !text.hasPrefix("-") ? "+" + text : text
    }

    private static func hexadecimal(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
}

extension TemplateValue {
    /// What Go calls its type where a verb is not for it.
    fileprivate var formatTypeName: String {
        switch self {
        case .list: "[]string"
        case .map: "map[string]string"
        default: typeName
        }
    }

    fileprivate var isNumber: Bool {
        switch self {
        case .integer, .float: true
        default: false
        }
    }
}

extension String {
    fileprivate func prefixScalars(_ count: Int?) -> String {
        count.map { String(String.UnicodeScalarView(unicodeScalars.prefix($0))) } ?? self
    }
}
