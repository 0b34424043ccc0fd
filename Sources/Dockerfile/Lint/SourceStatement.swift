import Diagnostics

/// An instruction of any kind, FROM included, as it stands in the file.
protocol SourceStatement {
    var range: SourceRange { get }
    /// As one line, from its keyword on.
    var text: String { get }
    var comments: [Word] { get }
    var emptyContinuation: SourceRange? { get }
    var keyword: Keyword { get }
}

extension Instruction: SourceStatement {}

extension Stage: SourceStatement {
    var keyword: Keyword { .from }
}

extension SourceStatement {
    /// The keyword in the case in which it is written.
    var writtenKeyword: String { String(text.prefix(keyword.rawValue.count)) }

    /// Whether the keyword is written in capitals only, or in small letters only; nil for a mixture.
    var isKeywordUppercase: Bool? {
        let letters = text.utf8.prefix(keyword.rawValue.utf8.count)
        let capitals = letters.reduce(0) { $0 + ((0x41...0x5A).contains($1) ? 1 : 0) }
        return capitals == 0 ? false : capitals == letters.count ? true : nil
    }

    /// The comments above that describe what follows, without those that are for the build checks.
    var descriptions: [String] { comments.map(\.text).filter { InstructionCheck.value(ofComment: $0) == nil } }
}

/// `# check=skip=NAME` directly above an instruction, which is for that instruction only.
enum InstructionCheck {
    /// The rules that the comments above a statement switch off. Comments that can't be understood are comments.
    static func settings(of statement: any SourceStatement) -> [LintSettings] {
        statement.comments.compactMap { comment in
            guard let value = value(ofComment: comment.text) else { return nil }
            return try? LintSettings(parsing: Word(text: value, range: comment.range))
        }
    }

    /// What follows `check=` in a comment; nil for any other comment.
    static func value(ofComment text: String) -> String? {
        guard let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")),
            text[..<equals].lowercased().split(separator: " ") == ["check"]
        else { return nil }
        return String(text[text.utf8.index(after: equals)...])
    }
}
