package import Diagnostics

/// The patterns of a `.dockerignore` file, or of the `--exclude` flags of COPY and ADD.
///
/// Docker's documentation, ".dockerignore files". The last pattern that matches a path, or a directory above it,
/// decides; one with `!` in front makes an exception.
package struct IgnorePatterns: Sendable {
    private let patterns: [IgnorePattern]
    /// Whether a pattern makes an exception, so that something in an excluded directory may be wanted.
    package let hasExceptions: Bool

    /// Whether nothing is left out.
    package var isEmpty: Bool { patterns.isEmpty }

    package static let none = IgnorePatterns(patterns: [])

    private init(patterns: [IgnorePattern]) {
        self.patterns = patterns
        hasExceptions = patterns.contains(where: \.isException)
    }

    /// A whole ignore file. Throws `invalidInput` with a diagnostic for each malformed pattern.
    package init(parsing file: SourceFile) throws(BuildError) {
        try self.init((1...max(1, file.lineCount)).compactMap { Self.pattern(file, line: $0) })
    }

    /// The values of flags. Throws `invalidInput` with a diagnostic for each malformed pattern.
    package init(_ words: [Word]) throws(BuildError) {
        var patterns: [IgnorePattern] = []
        var diagnostics: [Diagnostic] = []
        for word in words {
            let text = word.text.utf8.drop(while: \.isBlank).reversed().drop(while: \.isBlank).reversed()
            if text.isEmpty { continue }
            if let pattern = IgnorePattern(text) {
                patterns.append(pattern)
            } else {
                let message = "malformed pattern '\(word.text)'"
                diagnostics.append(Diagnostic(code: "invalid-pattern", message, at: word.range))
            }
        }
        guard diagnostics.isEmpty else { throw BuildError(.invalidInput, diagnostics) }
        self.init(patterns: patterns)
    }

    /// A line's pattern; nil for a comment, whose `#` is the very first character, and for a blank line.
    private static func pattern(_ file: SourceFile, line number: Int) -> Word? {
        let line = file.lineRange(number)
        guard let first = line.first(where: { !file.bytes[$0].isBlank }),
            let last = line.last(where: { !file.bytes[$0].isBlank }), file.bytes[line.lowerBound] != UInt8(ascii: "#")
        else { return nil }
        let part = first..<last + 1
        return Word(text: file.text(part), range: SourceRange(file, part))
    }

    /// Whether a path, relative to the root and without `.` and `..`, is left out. The root itself never is.
    package func isExcluded(_ path: String) -> Bool {
        guard !patterns.isEmpty, !path.isEmpty, path != "." else { return false }
        return matching(path) { path in
            patterns.last { $0.matchesPathOrParent(path) }.map { !$0.isException } ?? false
        }
    }

    /// Whether anything in a directory may be wanted, so that a walk has to enter it.
    package func mayContainIncluded(directory: String) -> Bool {
        guard isExcluded(directory) else { return true }
        return hasExceptions
            && matching(directory + "/") { prefix in
                patterns.contains { $0.isException && $0.mayMatch(below: prefix) }
            }
    }
}
