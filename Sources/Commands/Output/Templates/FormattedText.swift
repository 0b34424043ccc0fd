import Diagnostics

/// A format and its values, as Go's `fmt.Printf` takes them. What does not fit is said in the text, as Go does.
struct FormattedText {
    private let format: [UInt8]
    private let values: [TemplateValue]
    private var position = 0
    /// The value that is next.
    private var index = 0
    /// Whether a number in brackets chose a value, after which Go does not count those that are left over.
    private var isReordered = false
    private var hasBadIndex = false
    private var result = ""

    /// The widest that a value may be made.
    static let widest = 10_000

    init(_ format: String, _ values: [TemplateValue]) {
        self.format = Array(format.utf8)
        self.values = values
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
        if !isReordered, index < values.count {
            let extra = values[index...].map { $0.isNil ? "<nil>" : "\($0.goTypeName)=\($0.text)" }
            result += "%!(EXTRA \(extra.joined(separator: ", ")))"
        }
        return result
    }

    private mutating func appendValue() throws(TemplateFailure) {
        hasBadIndex = false
        guard let verb = try scanVerb() else { return result += "%!(NOVERB)" }
        if verb.letter == "%" { return result += "%" }
        if hasBadIndex { return result += "%!\(verb.letter)(BADINDEX)" }
        guard let value = takeValue() else { return result += "%!\(verb.letter)(MISSING)" }
        result += verb.text(of: value)
    }

    private mutating func takeValue() -> TemplateValue? {
        guard index < values.count else { return nil }
        index += 1
        return values[index - 1]
    }

    /// - Returns: nil at the end of the format.
    private mutating func scanVerb() throws(TemplateFailure) -> FormatVerb? {
        var verb = FormatVerb()
        while let flag = FormatVerb.flags[current] {
            verb[keyPath: flag] = true
            position += 1
        }
        scanIndex()
        let width = try scanSize("BADWIDTH") ?? 0
        verb.width = abs(width)
        if width < 0 { verb.isLeading = true }
        if current == UInt8(ascii: ".") {
            position += 1
            scanIndex()
            let precision = try scanSize("BADPREC") ?? 0
            verb.precision = precision < 0 ? nil : precision
        }
        scanIndex()
        guard let letter = String(decoding: format[position...], as: UTF8.self).unicodeScalars.first else { return nil }
        position += String(letter).utf8.count
        verb.letter = Character(letter)
        return verb
    }

    private var current: UInt8 { position < format.count ? format[position] : 0 }

    /// Reads `[n]`, which chooses the value that is next.
    private mutating func scanIndex() {
        guard current == UInt8(ascii: "[") else { return }
        isReordered = true
        let end = format[position...].firstIndex(of: UInt8(ascii: "]"))
        let number = end.flatMap { Int(String(decoding: format[(position + 1)..<$0], as: UTF8.self)) }
        position = end.map { $0 + 1 } ?? position + 1
        if let number, (1...max(1, values.count)).contains(number) { index = number - 1 } else { hasBadIndex = true }
    }

    /// Reads a number, or `*` for the number that is the next value; nil if there is neither.
    private mutating func scanSize(_ complaint: String) throws(TemplateFailure) -> Int? {
        var number: Int?
        if current == UInt8(ascii: "*") {
            position += 1
            if case .integer(let value)? = takeValue() { number = Int(value) } else { result += "%!(\(complaint))" }
        } else {
            while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(current), number ?? 0 <= Self.widest {
                number = (number ?? 0) * 10 + Int(current - UInt8(ascii: "0"))
                position += 1
            }
        }
        if let number, !(-Self.widest...Self.widest).contains(number) {
            throw TemplateFailure("'printf' makes nothing wider than \(Self.widest)")
        }
        return number
    }
}
