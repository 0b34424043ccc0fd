package import ImageModel

extension TemplateValue {
    /// The value as docker's `json` writes it: fields in their order, keys of maps in that of their bytes.
    var json: String { JSONText.writing(self, isIndented: false) }

    /// The same over several lines, as `inspect` writes it.
    package var indentedJSON: String { JSONText.writing(self, isIndented: true) }

    /// A part of a document whose types nobody knows.
    package init(_ json: JSONValue) {
        switch json {
        case .null: self = .nothing
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .integer(value)
        case .number(let value): self = .float(value)
        case .string(let value): self = .string(value)
        case .array(let values): self = .list(values.map(TemplateValue.init))
        case .object(let values): self = .map(values.mapValues(TemplateValue.init), zero: .nothing)
        }
    }
}

/// Writes JSON as Go's `encoding/json` does when it is told to leave `<`, `>` and `&` as they are.
private struct JSONText {
    private var text = ""
    private let isIndented: Bool
    private var depth = 0

    static func writing(_ value: TemplateValue, isIndented: Bool) -> String {
        var json = JSONText(isIndented: isIndented)
        json.write(value)
        return json.text
    }

    private init(isIndented: Bool) {
        self.isIndented = isIndented
    }

    private mutating func write(_ value: TemplateValue) {
        switch value {
        case .nothing, .null, .list(nil), .map(nil, _): text += "null"
        case .bool(let value): text += String(value)
        case .integer(let value), .duration(let value): text += String(value)
        case .float(let value): text += value.shortest(withoutExponent: -6..<21, exponentDigits: 1)
        case .string(let value): write(value)
        case .list(let values?): write("[", values.map { (nil, $0) }, "]")
        case .map(let values?, _): write("{", values.sortedByKey.map { ($0, $1) }, "}")
        case .structure(let fields): write("{", fields.filter(\.isInJSON).map { ($0.name, $0.value) }, "}")
        }
    }

    private mutating func write(_ open: String, _ members: [(name: String?, value: TemplateValue)], _ close: String) {
        text += open
        depth += 1
        for (index, member) in members.enumerated() {
            if index > 0 { text += "," }
            breakLine()
            if let name = member.name {
                write(name)
                text += isIndented ? ": " : ":"
            }
            write(member.value)
        }
        depth -= 1
        if !members.isEmpty { breakLine() }
        text += close
    }

    private mutating func breakLine() {
        if isIndented { text += "\n" + String(repeating: "    ", count: depth) }
    }

    private mutating func write(_ string: String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{8}": text += "\\b"
            case "\u{C}": text += "\\f"
            case _ where scalar.value < 0x20 || scalar == "\u{2028}" || scalar == "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
