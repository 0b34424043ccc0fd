import Diagnostics

/// One build check: a name that people skip it by, and a function that finds where a Dockerfile breaks it.
package struct LintRule: Sendable {
    /// Who made the rule.
    package enum Origin: Sendable {
        /// BuildKit: the rule has its name and words, and every build applies it.
        case buildKit
        /// Pith: only `pith check` applies it.
        case pith
    }

    /// What of a file a rule reads.
    enum Reach: Sendable {
        /// Single instructions, so that a file with mistakes elsewhere can be checked too.
        case syntax
        /// The stages and what they mean.
        case stages
    }

    /// In the form that `# check=skip=` takes: `StageNameCasing`.
    package let name: String
    /// What the rule asks for, in one sentence.
    package let summary: String
    package let origin: Origin
    /// Whether the rule must be asked for: `# check=experimental=NAME`.
    package let isExperimental: Bool
    let reach: Reach
    let find: @Sendable (LintSubject) -> [LintFinding]

    init(
        _ name: String, _ summary: String, origin: Origin = .buildKit, isExperimental: Bool = false,
        reach: Reach = .stages, find: @escaping @Sendable (LintSubject) -> [LintFinding]
    ) {
        self.name = name
        self.summary = summary
        self.origin = origin
        self.isExperimental = isExperimental
        self.reach = reach
        self.find = find
    }

    /// Docker's page about the rule; nil for one that it has none for.
    package var address: String? {
        guard origin == .buildKit, name != LintRule.invalidBaseImagePlatform.name else { return nil }
        return "https://docs.docker.com/go/dockerfile/rule/\(kebabName)/"
    }

    /// `JSONArgsRecommended` as `json-args-recommended`.
    private var kebabName: String {
        let letters = Array(name)
        var words = ""
        for (index, letter) in letters.enumerated() {
            let followsLower = index > 0 && letters[index - 1].isLowercase
            let precedesLower = index > 0 && index + 1 < letters.count && letters[index + 1].isLowercase
            if letter.isUppercase, followsLower || precedesLower { words += "-" }
            words += letter.lowercased()
        }
        return words
    }
}

/// A place where a rule is broken.
struct LintFinding {
    let message: String
    /// The instruction that the finding is about: its comments may skip the rule.
    let statement: any SourceStatement
    let range: SourceRange
    let help: String?

    /// - Parameter word: the part of the instruction to point at. A word on a later line than the instruction's first is
    ///   not pointed at, since BuildKit names the first line.
    init(_ message: String, at statement: any SourceStatement, word: Word? = nil, help: String? = nil) {
        self.message = message
        self.statement = statement
        self.help = help
        let range = statement.range
        self.range = word.map(\.range).flatMap { $0.line == range.line && $0.file === range.file ? $0 : nil } ?? range
    }

    /// - Parameter range: the place itself.
    init(_ message: String, at statement: any SourceStatement, range: SourceRange, help: String? = nil) {
        self.message = message
        self.statement = statement
        self.range = range
        self.help = help
    }
}
