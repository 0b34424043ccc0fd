extension LintRule {
    /// A comment directly above a named FROM, or an ARG, begins with the name and describes it for `--call=outline`.
    static let invalidDefinitionDescription = LintRule(
        "InvalidDefinitionDescription",
        "Comment for build stage or argument should follow the format: `# <arg/stage name> <description>`. "
            + "If this is not intended to be a description comment, add an empty line or comment between the "
            + "instruction and the comment.", isExperimental: true, reach: .syntax
    ) { subject in
        let arguments: [any SourceStatement] = subject.document.globalArguments
        return (arguments + subject.statements).compactMap { statement in
            let names = defined(by: statement)
            guard let first = names.first, let last = statement.descriptions.last else { return nil }
            let word = last.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)[0]
            guard !names.contains(String(word)) else { return nil }
            let example = names.count > 1 ? "<arg_key>" : first
            let message =
                "Comment for \(statement.keyword.rawValue) should follow the format: `# \(example) <description>`"
            return LintFinding(message, at: statement)
        }
    }

    private static func defined(by statement: any SourceStatement) -> [String] {
        if let stage = statement as? Stage { return stage.name.map { [$0] } ?? [] }
        guard let instruction = statement as? Instruction, case .arg(let declarations) = instruction.kind else {
            return []
        }
        return declarations.map(\.name.text)
    }
}
