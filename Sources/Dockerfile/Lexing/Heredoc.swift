package import Diagnostics

/// A document that stands in the Dockerfile below the RUN, COPY or ADD that uses it.
///
/// Dockerfile reference, "Here-Documents"; the rules are those of POSIX 2.7.4.
package struct Heredoc: Sendable, Hashable {
    /// The delimiter without its quotes: the name of the file that COPY or ADD makes.
    package let name: String
    /// The lines as written, each with its line end, without the delimiter's own line.
    package let rawContent: String
    /// Whether the operator is `<<-`, which takes the tabs from the start of every line.
    package let stripsTabs: Bool
    /// Whether variables in the content are expanded: no part of the delimiter is quoted.
    package let expands: Bool
    /// The operator with its delimiter.
    package let range: SourceRange

    /// The lines, without leading tabs where the operator says so.
    package var content: String {
        guard stripsTabs else { return rawContent }
        var result: [UInt8] = []
        var atLineStart = true
        for byte in rawContent.utf8 where !(atLineStart && byte == UInt8(ascii: "\t")) {
            result.append(byte)
            atLineStart = byte == UInt8(ascii: "\n")
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// How a shell is given the body again: a line feed, the lines, the delimiter.
    var reassembled: String { "\n" + rawContent + name }
}

/// A heredoc together with the place of its operator in the instruction's text.
struct PlacedHeredoc {
    let part: Range<Int>
    let heredoc: Heredoc
}
