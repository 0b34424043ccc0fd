package import Diagnostics

/// Expands the variables in a word and removes its quotes.
///
/// Dockerfile reference, "Environment replacement"; the operators are those of POSIX 2.6.2, with `/` and `//` from Bash.
package struct WordExpander: Sendable {
    private let escape: Escape
    /// The most scalars of a result.
    private let limit: Int

    /// What a word became.
    package struct Expansion: Sendable, Hashable {
        package let text: String
        /// The variables that are not set, each once, in order. Those with a substitute for that case are left out.
        package let unsetNames: [String]
    }

    /// - Parameter limit: the most Unicode scalars that a result may have; what is longer is an error.
    package init(escape: Escape, limit: Int = 16 << 20) {
        self.escape = escape
        self.limit = limit
    }

    /// The word as one text. A failed substitution is an `invalidInput` error at the word's place.
    package func expand(_ word: Word, lookup: (String) -> String?) throws(BuildError) -> Expansion {
        let result = try run(word.text, escape, readsQuotes: true, at: word.range, lookup)
        return Expansion(text: result.output.text, unsetNames: result.unsetNames)
    }

    /// The words that the expanded text falls into at its unquoted blanks: EXPOSE. Errors as for `expand`.
    package func expandToWords(
        _ word: Word, lookup: (String) -> String?
    ) throws(BuildError) -> (words: [String], unsetNames: [String]) {
        let result = try run(word.text, escape, readsQuotes: true, splitsWords: true, at: word.range, lookup)
        return (result.output.words, result.unsetNames)
    }

    /// The content of a heredoc of COPY or ADD, as it is if its delimiter is quoted.
    ///
    /// Quotes in it are text, and a backslash escapes whatever the `escape` directive says. Errors as for `expand`, at
    /// the heredoc's operator.
    package func expand(_ heredoc: Heredoc, lookup: (String) -> String?) throws(BuildError) -> Expansion {
        guard heredoc.expands else { return Expansion(text: heredoc.content, unsetNames: []) }
        let result = try run(heredoc.content, .backslash, readsQuotes: false, at: heredoc.range, lookup)
        return Expansion(text: result.output.text, unsetNames: result.unsetNames)
    }

    private func run(
        _ text: String, _ escape: Escape, readsQuotes: Bool, splitsWords: Bool = false, at range: SourceRange,
        _ lookup: (String) -> String?
    ) throws(BuildError) -> (output: ExpansionOutput, unsetNames: [String]) {
        var scanner = ExpansionScanner(
            text, escape: escape, readsQuotes: readsQuotes, splitsWords: splitsWords, limit: limit)
        do throws(ExpansionFailure) {
            return (try scanner.output(lookup), scanner.unsetNames)
        } catch {
            let diagnostic = Diagnostic(code: "invalid-substitution", error.message, at: range)
            throw BuildError(.invalidInput, [diagnostic])
        }
    }
}

/// Why a word can't be expanded.
struct ExpansionFailure: Error {
    let message: String

    init(_ message: String) {
        self.message = message
    }
}
