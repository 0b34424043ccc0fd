import Diagnostics

/// A piece of an HTML document: what the source writes out is markup, what is interpolated is text, and escaped.
package struct HTML: Hashable, Sendable, ExpressibleByStringInterpolation {
    /// The markup.
    package let text: String

    package init(stringLiteral markup: String) {
        text = markup
    }

    package init(stringInterpolation: Interpolation) {
        text = stringInterpolation.markup
    }

    /// One piece after the other.
    package init(_ pieces: [HTML]) {
        text = pieces.map(\.text).joined()
    }

    package struct Interpolation: StringInterpolationProtocol {
        fileprivate var markup = ""

        package init(literalCapacity: Int, interpolationCount: Int) {
            markup.reserveCapacity(literalCapacity + interpolationCount * 16)
        }

        package mutating func appendLiteral(_ literal: String) { markup += literal }

        package mutating func appendInterpolation(_ text: String) { markup += HTML.escaped(text) }

        package mutating func appendInterpolation(_ number: some BinaryInteger) { markup += String(number) }

        /// What is known to be right where it stands: the program's own style and script.
        mutating func appendInterpolation(verbatim text: String) { markup += text }

        package mutating func appendInterpolation(_ html: HTML) { markup += html.text }

        package mutating func appendInterpolation(_ pieces: [HTML]) { for piece in pieces { markup += piece.text } }
    }

    /// The text as it stands in an element or in a quoted attribute (HTML standard, "Restrictions on content models").
    ///
    private static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.visible.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension String {
    /// The text with control characters, overrides of the direction of writing, and code points that HTML has no place for
    /// written out as `\u{1B}`.
    var visible: String {
        let text = escapingControls
        guard text.unicodeScalars.contains(where: \.isNoncharacter) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar.isNoncharacter {
                result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension Unicode.Scalar {
    /// The Unicode Standard, section 23.7, "Noncharacters".
    fileprivate var isNoncharacter: Bool {
        (0xFDD0...0xFDEF).contains(value) || value & 0xFFFE == 0xFFFE
    }
}
