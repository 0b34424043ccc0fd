extension JSONDocument {
    /// The text as docker writes its own, indented by tabs, with a line feed at the end.
    var bytes: [UInt8] {
        var text = ""
        write(to: &text, indentation: "\n")
        return Array("\(text)\n".utf8)
    }

    private func write(to text: inout String, indentation: String) {
        switch self {
        case .object(let members):
            Self.write(members, "{", "}", to: &text, indentation) { member, text, indentation in
                text += "\(Self.quoted(member.name)): "
                member.value.write(to: &text, indentation: indentation)
            }
        case .array(let elements):
            Self.write(elements, "[", "]", to: &text, indentation) { element, text, indentation in
                element.write(to: &text, indentation: indentation)
            }
        case .string(let string): text += Self.quoted(string)
        case .literal(let literal): text += literal
        }
    }

    private static func write<Item>(
        _ items: [Item], _ open: String, _ close: String, to text: inout String, _ indentation: String,
        _ body: (Item, inout String, String) -> Void
    ) {
        text += open
        for (index, item) in items.enumerated() {
            text += index == 0 ? "" : ","
            text += "\(indentation)\t"
            body(item, &text, "\(indentation)\t")
        }
        text += items.isEmpty ? close : indentation + close
    }

    /// RFC 8259 section 7: only what must be escaped is.
    private static func quoted(_ string: String) -> String {
        var text = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"", "\\": text += "\\\(scalar)"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case "\u{0}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
