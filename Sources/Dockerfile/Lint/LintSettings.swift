package import Diagnostics

/// What a `check` directive, or the build argument `BUILDKIT_DOCKERFILE_CHECK`, says: `skip=A,B;error=true`.
///
/// Dockerfile reference, "check". Text after ` //` is a comment.
package struct LintSettings: Sendable, Hashable {
    /// A choice of rules.
    package enum Choice: Sendable, Hashable {
        case all
        case names(Set<String>)

        func contains(_ name: String) -> Bool {
            switch self {
            case .all: true
            case .names(let names): names.contains(name)
            }
        }
    }

    package private(set) var skipped = Choice.names([])
    package private(set) var experimental = Choice.names([])
    /// Whether a finding makes the build fail.
    package private(set) var failsBuild = false

    package init() {}

    /// - Throws: `invalidInput` at the word for anything but `skip`, `experimental` and `error` with their values.
    package init(parsing word: Word) throws(BuildError) {
        let text = word.text.firstRange(of: " //").map { word.text[..<$0.lowerBound] } ?? word.text[...]
        for part in text.split(separator: ";", maxSplits: 2, omittingEmptySubsequences: false) {
            let option = String(part).trimmed
            if option.isEmpty, text.utf8.allSatisfy(\.isBlank) { continue }
            guard let equals = option.firstIndex(of: "=") else { throw Self.refusal(option, word) }
            let value = String(option[option.index(after: equals)...]).trimmed
            switch String(option[..<equals]).trimmed {
            case "skip": skipped = Self.choice(value)
            case "experimental": experimental = Self.choice(value)
            case "error":
                guard let flag = Self.boolean(value) else { throw Self.refusal(option, word) }
                failsBuild = flag
            default: throw Self.refusal(option, word)
            }
        }
    }

    /// Whether a rule is to be applied. An experimental one has to be asked for, and then can't be skipped.
    func applies(_ rule: LintRule) -> Bool {
        rule.isExperimental ? experimental.contains(rule.name) : !skipped.contains(rule.name)
    }

    private static func choice(_ value: String) -> Choice {
        value == "all" ? .all : .names(Set(value.split(separator: ",").map { String($0).trimmed }))
    }

    /// As Go's `strconv.ParseBool` reads it.
    private static func boolean(_ value: String) -> Bool? {
        switch value {
        case "1", "t", "T", "true", "TRUE", "True": true
        case "0", "f", "F", "false", "FALSE", "False": false
        default: nil
        }
    }

    private static func refusal(_ option: String, _ word: Word) -> BuildError {
        let diagnostic = Diagnostic(
            code: "invalid-check", "invalid check option '\(option)'", at: word.range,
            help: "write 'skip=RULE,RULE', 'skip=all', 'error=true' or 'experimental=RULE', joined with ';'")
        return BuildError(.invalidInput, [diagnostic])
    }
}

extension String {
    /// Without the blanks at its ends.
    fileprivate var trimmed: String {
        let bytes = utf8.drop(while: \.isBlank)
        guard let last = bytes.lastIndex(where: { !$0.isBlank }) else { return "" }
        return String(Substring(bytes[...last]))
    }
}

extension String {
    /// The first place of a text.
    fileprivate func firstRange(of text: String) -> Range<Index>? {
        let (bytes, wanted) = (Array(utf8), Array(text.utf8))
        guard bytes.count >= wanted.count else { return nil }
        for start in 0...bytes.count - wanted.count where bytes[start..<start + wanted.count].elementsEqual(wanted) {
            let lower = utf8.index(startIndex, offsetBy: start)
            return lower..<utf8.index(lower, offsetBy: wanted.count)
        }
        return nil
    }
}
