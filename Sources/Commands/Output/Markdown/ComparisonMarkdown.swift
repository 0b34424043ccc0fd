package import Analysis

/// The comment of `pith compare --format markdown`.
package enum ComparisonMarkdown {
    /// - Parameter rules: what the last image was held against.
    package static func render(_ comparison: ComparisonDocument, rules: [RuleOutcome] = []) -> String {
        var comment = Markdown()
        comment.paragraph("**\(conclusion(comparison))**")
        rules.write(to: &comment)
        let figures = ComparisonFigures(comparison.images)
        comment.table(
            [""] + figures.references.map { Markdown.code($0) + ":" } + ["Change:"],
            figures.rows.map { row in [row.title] + row.cells.map(Markdown.cell) + [row.change] })
        packages(comparison, &comment)
        files(comparison, &comment)
        return comment.text
    }

    private static func conclusion(_ comparison: ComparisonDocument) -> String {
        guard let first = comparison.images.first, let last = comparison.images.last else {
            return "Nothing to compare"
        }
        let names = (last: Markdown.code(last.reference), first: Markdown.code(first.reference))
        guard let ratio = SizeRatio(before: first.size, after: last.size) else {
            return "\(names.last) and \(names.first)"
        }
        return "\(names.last) is \(ratio.words) \(names.first)"
    }

    private static func packages(_ comparison: ComparisonDocument, _ comment: inout Markdown) {
        let changes = comparison.packageChanges
        if changes.isEmpty { return }
        comment.details("Packages: " + summary(changes.map(\.word))) { comment in
            let rows = changes.prefix(400).map { change in
                [
                    Markdown.code(change.name), change.word, change.before.map { Markdown.code($0) } ?? "–",
                    change.after.map { Markdown.code($0) } ?? "–",
                ]
            }
            comment.table(["Package", "Change", "Before", "After"], rows, total: changes.count)
        }
    }

    private static func files(_ comparison: ComparisonDocument, _ comment: inout Markdown) {
        guard let changes = comparison.fileChanges, !changes.details.isEmpty else { return }
        comment.details("Files: " + changes.summary) { comment in
            let rows = changes.details.prefix(200).map { change in
                [
                    Markdown.code(change.path), change.word, change.before.map(ByteCount.text) ?? "–",
                    change.after.map(ByteCount.text) ?? "–",
                ]
            }
            comment.table(["File", "Change", "Before:", "After:"], rows, total: changes.count)
        }
    }

    /// `171 removed, 2 added`.
    private static func summary(_ words: [String]) -> String {
        ["removed", "added", "changed"].compactMap { word in
            let count = words.count { $0 == word }
            return count > 0 ? "\(count.grouped) \(word)" : nil
        }.joined(separator: ", ")
    }
}
