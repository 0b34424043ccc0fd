import Diagnostics

/// `FROM [--platform=PLATFORM] IMAGE [AS NAME]`
///
/// Platform and image are expanded with the arguments before the first FROM; the name is not expanded.
package struct FromInstruction: Sendable {
    package let platform: Word?
    package let image: Word
    package let alias: Word?
    /// The keyword before the name, as written.
    package let asKeyword: Word?
}

extension InstructionParser {
    /// FROM's parts, as far as they can be made out; nil where there is not even an image.
    mutating func from() -> FromInstruction? {
        let platform = flags(["platform": .text])["platform"]
        let words = text.blankSeparated(arguments).map(text.word)
        let help = "write 'FROM IMAGE' or 'FROM IMAGE AS NAME'"
        guard let image = words.first else {
            reportMissing("an image", help: help)
            return nil
        }
        var (asKeyword, alias): (Word?, Word?)
        if words.count == 3, words[1].text.lowercased() == "as" {
            (asKeyword, alias) = (words[1], words[2])
            check(stageName: words[2])
        } else if let second = words.dropFirst().first {
            report("invalid-from", "FROM takes an image, or an image, 'AS' and a name", at: second.range, help: help)
        }
        return FromInstruction(platform: platform, image: image, alias: alias, asKeyword: asKeyword)
    }

    private mutating func check(stageName word: Word) {
        let name = word.text.lowercased()
        let isValid = name.utf8.allSatisfy { $0.isLetter || $0.isDigit || "-_.".utf8.contains($0) }
        guard isValid, name.utf8.first?.isLetter ?? false else {
            let help = "a stage name starts with a letter; letters, digits, '-', '_' and '.' may follow"
            return report("invalid-stage-name", "invalid stage name '\(word.text)'", at: word.range, help: help)
        }
    }
}
