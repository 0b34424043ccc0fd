package import Diagnostics

/// A piece of an instruction with the place it stands at.
///
/// The text is unexpanded: variables, and the quotes that expansion removes, are still in it.
package struct Word: Sendable, Hashable {
    package let text: String
    package let range: SourceRange

    package init(text: String, range: SourceRange) {
        self.text = text
        self.range = range
    }

    /// Whether expansion would find a variable: a `$` with something after it.
    package var hasVariable: Bool {
        text.utf8.firstIndex(of: UInt8(ascii: "$")).map { text.utf8.index(after: $0) != text.utf8.endIndex } ?? false
    }
}
