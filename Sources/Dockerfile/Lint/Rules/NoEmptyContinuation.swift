extension LintRule {
    /// No blank line stands inside an instruction. The finding is at the instruction's last line, as BuildKit's is.
    static let noEmptyContinuation = LintRule(
        "NoEmptyContinuation", "Empty continuation lines will become errors in a future release", reach: .syntax
    ) { subject in
        let arguments: [any SourceStatement] = subject.document.globalArguments
        return (arguments + subject.statements).compactMap { statement in
            statement.emptyContinuation.map { range in
                LintFinding(
                    "Empty continuation line", at: statement, range: range,
                    help: "remove the blank lines from the instruction, or make them comments")
            }
        }
    }
}
