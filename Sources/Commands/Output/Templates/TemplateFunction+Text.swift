extension TemplateFunction {
    /// Those that make text.
    static let texts: [String: TemplateFunction] = [
        "json": TemplateFunction(1) { .string($0[0].json) },
        "split": TemplateFunction(2) { arguments throws(TemplateFailure) in
            let (text, separator) = (try arguments[0].string(for: "split"), try arguments[1].string(for: "split"))
            return .strings(text.split(at: separator))
        },
        "lower": text("lower") { $0.mappingScalars(\.lowercaseMapping) },
        "upper": text("upper") { $0.mappingScalars(\.uppercaseMapping) },
        "title": text("title") { $0.titled },
        "pad": TemplateFunction(3) { arguments throws(TemplateFailure) in
            let text = try arguments[0].string(for: "pad")
            let (before, after) = (try width(arguments[1]), try width(arguments[2]))
            return .string(text.isEmpty ? "" : blanks(before) + text + blanks(after))
        },
        "truncate": TemplateFunction(2) { arguments throws(TemplateFailure) in
            let length = try width(arguments[1])
            return .string(
                String(decoding: try arguments[0].string(for: "truncate").utf8.prefix(length), as: UTF8.self))
        },
        "html": TemplateFunction(1...) { .string(print($0).escapedForHTML) },
        "js": TemplateFunction(1...) { .string(print($0).escapedForJavaScript) },
        "urlquery": TemplateFunction(1...) { .string(print($0).escapedForQuery) },
        "print": TemplateFunction(0...) { .string(print($0)) },
        "println": TemplateFunction(0...) { .string($0.map(\.text).joined(separator: " ") + "\n") },
        "printf": TemplateFunction(1...) { arguments throws(TemplateFailure) in
            var format = FormattedText(try arguments[0].string(for: "printf"), Array(arguments.dropFirst()))
            return .string(try format.text())
        },
    ]

    private static func text(_ name: String, _ body: @escaping @Sendable (String) -> String) -> TemplateFunction {
        TemplateFunction(1) { arguments throws(TemplateFailure) in .string(body(try arguments[0].string(for: name))) }
    }

    private static func width(_ value: TemplateValue) throws(TemplateFailure) -> Int {
        let width = try value.integer(for: "pad")
        guard (0...FormattedText.widest).contains(width) else { throw TemplateFailure("\(width) is no length") }
        return width
    }

    private static func blanks(_ count: Int) -> String { String(repeating: " ", count: count) }

    /// Blanks come between values of which none is text.
    private static func print(_ values: [TemplateValue]) -> String {
        var result = ""
        for (index, value) in values.enumerated() {
            if index > 0, !value.isString, !values[index - 1].isString { result += " " }
            result += value.text
        }
        return result
    }
}

extension TemplateValue {
    fileprivate var isString: Bool { if case .string = self { true } else { false } }
}

extension String {
    /// The parts between separators; single characters if that is empty.
    fileprivate func split(at separator: String) -> [String] {
        if separator.isEmpty { return unicodeScalars.map { String($0) } }
        var (parts, part) = ([String](), [UInt8]())
        let (bytes, mark) = (Array(utf8), Array(separator.utf8))
        var index = 0
        while index < bytes.count {
            if bytes[index...].starts(with: mark) {
                parts.append(String(decoding: part, as: UTF8.self))
                part = []
                index += mark.count
            } else {
                part.append(bytes[index])
                index += 1
            }
        }
        return parts + [String(decoding: part, as: UTF8.self)]
    }

    /// The text with each character replaced by another one, where there is one.
    fileprivate func mappingScalars(_ mapping: (Unicode.Scalar.Properties) -> String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            let mapped = mapping(scalar.properties).unicodeScalars
            result.append(mapped.count == 1 ? mapped[mapped.startIndex] : scalar)
        }
        return String(result)
    }

    /// The text with the first letter of each word capital.
    fileprivate var titled: String {
        var isInWord = false
        var result = ""
        for scalar in unicodeScalars {
            let character = String(scalar)
            result += isInWord ? character : character.mappingScalars(\.titlecaseMapping)
            isInWord = scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        }
        return result
    }
}
