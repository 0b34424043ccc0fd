package import Diagnostics

extension ImageRule {
    /// The most rules that one command line or file may have.
    private static let limit = 1000

    /// Reads rules that are separated by commas.
    ///
    /// - Throws: `usage` for a text that is no rule; the help names what was probably meant.
    package static func parse(_ text: String) throws(BuildError) -> [ImageRule] {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        try checkCount(parts.count)
        var rules = [ImageRule]()
        for part in parts { rules.append(try ImageRule(parsing: String(part))) }
        return rules
    }

    /// Reads a file of rules: one or several a line, empty lines, and comments from `#` on.
    ///
    /// - Parameter name: of the file, for errors, which say the line too.
    /// - Throws: as `parse`; `usage` also for a file without a rule.
    package static func parse(file text: String, name: String) throws(BuildError) -> [ImageRule] {
        var rules = [ImageRule]()
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let content = String(line.prefix { $0 != "#" }).trimmed
            guard !content.isEmpty else { continue }
            do throws(BuildError) {
                rules += try parse(content)
            } catch {
                throw BuildError(error.code, "\(name):\(index + 1): \(error.message)", help: error.help)
            }
            try checkCount(rules.count)
        }
        guard !rules.isEmpty else { throw BuildError(.usage, "'\(name)' has no rules", help: "for example: size>50MB") }
        return rules
    }

    /// - Throws: `usage`.
    init(parsing text: String) throws(BuildError) {
        self.text = text.trimmed
        let name = String(self.text.prefix { !"<>=!:".contains($0) }).trimmed
        figure = try ImageRule.figure(name, in: self.text)
        let rest = String(self.text.drop { !"<>=!:".contains($0) })
        guard !rest.isEmpty else {
            guard figure.kind == .list || figure.kind == .flag else {
                throw ImageRule.error(self.text, "'\(figure.rawValue)' is compared with a number", figure)
            }
            (comparison, threshold) = (.more, .number(0))
            return
        }
        guard figure.kind != .flag else {
            throw BuildError(
                .usage, "rule '\(self.text)': '\(figure.rawValue)' takes no number",
                help: "write it as: \(figure.rawValue)")
        }
        guard let comparison = Comparison.allCases.first(where: { rest.hasPrefix($0.rawValue) }) else {
            throw ImageRule.error(self.text, "expected '>', '>=', '<' or '<='", figure)
        }
        self.comparison = comparison
        let amount = String(rest.dropFirst(comparison.rawValue.count)).trimmed
        threshold = try ImageRule.threshold(amount, of: figure, in: self.text)
    }

    private static func figure(_ name: String, in rule: String) throws(BuildError) -> RuleFigure {
        if let figure = RuleFigure(rawValue: name) { return figure }
        guard !name.isEmpty else {
            throw BuildError(.usage, "rule '\(rule)' has no name", help: "for example: size>50MB")
        }
        let names = RuleFigure.allCases.map(\.rawValue)
        let help = Suggestion.help(for: name, in: names) ?? "rules are: \(names.joined(separator: ", "))"
        throw BuildError(.usage, "no rule is called '\(name)'", help: help)
    }

    private static func threshold(
        _ amount: String, of figure: RuleFigure, in rule: String
    ) throws(BuildError) -> Threshold {
        guard !amount.isEmpty else { throw error(rule, "the number is missing", figure) }
        switch figure.kind {
        case .bytes:
            return .number(try RuleAmount.bytes(amount, in: rule))
        case .growth:
            if amount.hasSuffix("%") { return .share(try RuleAmount.share(amount, limit: nil, in: rule)) }
            return .number(try RuleAmount.bytes(amount, in: rule))
        case .share:
            return .share(try RuleAmount.share(amount, limit: 1, in: rule))
        case .count, .list, .flag:
            guard amount.utf8.allSatisfy(ByteSet.digits.contains), let count = Int64(amount) else {
                throw error(rule, "'\(amount)' is not a whole number", figure)
            }
            return .number(count)
        }
    }

    private static func error(_ rule: String, _ why: String, _ figure: RuleFigure) -> BuildError {
        BuildError(.usage, "rule '\(rule)': \(why)", help: "for example: \(figure.example)")
    }

    private static func checkCount(_ count: Int) throws(BuildError) {
        guard count <= limit else { throw BuildError(.usage, "more than \(limit) rules") }
    }
}
